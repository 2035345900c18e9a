"""Another program of the session file format, as far as the tests need one.

hold FILE            takes the lock, says "held", keeps it until its input ends
watch FILE           opens the lock, says "open", keeps it open until its input ends
try FILE             says "free" or "busy"
append FILE WHO N    appends N messages: lock, load, modify, replace; takes the format at its word
"""
import fcntl
import json
import os
import sys
import time


def lock(path, flags=fcntl.LOCK_EX):
    handle = open(path + ".lock", "a+")
    fcntl.flock(handle.fileno(), flags)
    return handle


def hold(path):
    handle = lock(path)
    print("held", flush=True)
    sys.stdin.read()
    handle.close()


def watch(path):
    handle = open(path + ".lock", "a+")
    print("open", flush=True)
    sys.stdin.read()
    handle.close()


def attempt(path):
    try:
        lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB).close()
        print("free", flush=True)
    except BlockingIOError:
        print("busy", flush=True)


def now():
    seconds = time.time()
    return seconds, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + ".%06d+00:00" % int(seconds % 1 * 1e6)


def load(path):
    if not os.path.exists(path):
        seconds, text = now()
        return {"session_id": os.path.basename(path)[:-5], "messages": [], "created_at": text, "updated_at": text, "metadata": {}}
    with open(path, encoding="utf-8") as file:
        session = json.load(file)
    for message in session["messages"]:
        assert isinstance(message["role"], str) and isinstance(message["content"], str), message
        assert isinstance(message["timestamp"], (int, float)) and isinstance(message["metadata"], dict), message
    assert isinstance(session["metadata"], dict), session
    return session


def append(path, who, count):
    for number in range(count):
        handle = lock(path)
        session = load(path)
        seconds, text = now()
        session["messages"].append({"role": "user", "content": "%s:%05d" % (who, number), "timestamp": seconds, "metadata": {}, "theirs": number})
        session["updated_at"] = text
        with open(path + ".py-tmp", "w", encoding="utf-8") as file:
            json.dump(session, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(path + ".py-tmp", path)
        handle.close()


command, arguments = sys.argv[1], sys.argv[2:]
if command == "hold":
    hold(*arguments)
elif command == "watch":
    watch(*arguments)
elif command == "try":
    attempt(*arguments)
else:
    append(arguments[0], arguments[1], int(arguments[2]))
