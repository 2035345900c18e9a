using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Bots.Fakes;
using Bots.Fakes.Telegram;

namespace Bots.Adapters.Tests.Telegram;

public sealed class FakeTelegramTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new();
    private FakeTelegram _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeTelegram.StartAsync();

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Updates_wait_until_an_offset_confirms_them()
    {
        var first = _fake.UserSays(1, "one");
        _fake.UserSays(1, "two");

        Assert.Equal(2, (await CallAsync("getUpdates", """{}""")).AsArray().Count);
        Assert.Equal(2, (await CallAsync("getUpdates", """{"limit":100}""")).AsArray().Count);
        Assert.Single((await CallAsync("getUpdates", $$"""{"offset":{{first + 1}}}""")).AsArray());
        Assert.Equal([first + 1], _fake.Updates.Waiting);
    }

    [Fact]
    public async Task A_negative_offset_keeps_the_newest()
    {
        _fake.UserSays(1, "one");
        var last = _fake.UserSays(1, "two");

        var updates = (await CallAsync("getUpdates", """{"offset":-1}""")).AsArray();

        Assert.Equal(last, (long)Assert.Single(updates)!["update_id"]!);
    }

    [Fact]
    public async Task A_long_poll_answers_as_soon_as_something_comes()
    {
        var poll = CallAsync("getUpdates", """{"timeout":50}""");
        await Eventually.TrueAsync(() => _fake.Updates.IsPolled, "the poll");
        Assert.False(poll.IsCompleted);

        _fake.UserSays(1, "now");

        Assert.Single((await poll.WaitAsync(TimeSpan.FromSeconds(20))).AsArray());
    }

    [Fact]
    public async Task A_second_poll_ends_the_first_with_a_conflict()
    {
        var first = CallRawAsync("getUpdates", """{"timeout":50}""");
        await Eventually.TrueAsync(() => _fake.Updates.IsPolled, "the poll");

        await CallAsync("getUpdates", """{"timeout":0}""");

        Assert.Equal(409, (int?)(await first)["error_code"]);
    }

    [Fact]
    public async Task Kinds_that_were_not_asked_for_do_not_arrive()
    {
        await CallAsync("getUpdates", """{"allowed_updates":["callback_query"]}""");
        _fake.UserSays(1, "unheard");

        Assert.Empty(_fake.Updates.Waiting);
    }

    [Theory]
    [InlineData("sendMessage", """{"chat_id":1}""", "sendMessage lacks text")]
    [InlineData("sendMessage", """{"chat_id":true,"text":"x"}""", "sendMessage.chat_id is not of type i|s")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"x","txet":"y"}""", "sendMessage has no parameter txet")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"x","entities":[{"type":"bold","offset":0}]}""", "sendMessage.entities[0] lacks length")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"x","entities":[{"type":"bold","offset":0,"length":2}]}""", "sendMessage: entity bold 0+2 lies outside the text")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"x","entities":[{"type":"brave","offset":0,"length":1}]}""", "sendMessage: unknown entity brave")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"👍","entities":[{"type":"bold","offset":0,"length":1}]}""", "sendMessage: entity bold 0+1 cuts a character")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"abc","entities":[{"type":"bold","offset":0,"length":2},{"type":"italic","offset":1,"length":2}]}""", "sendMessage: entities bold and italic cross")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"abc","entities":[{"type":"bold","offset":0,"length":3},{"type":"code","offset":1,"length":1}]}""", "sendMessage: bold overlaps code")]
    [InlineData("getUpdates", """{"limit":101}""", "getUpdates.limit is 101, outside 1-100")]
    [InlineData("answerCallbackQuery", """{"callback_query_id":"1","text":"LONG"}""", "answerCallbackQuery.text is 201, outside 0-200")]
    [InlineData("sendMessage", """{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"b","callback_data":"LONG"}]]}}""", "sendMessage.reply_markup.inline_keyboard[0][0].callback_data is 201, outside 1-64")]
    [InlineData("sendMesage", "{}", "unknown method sendMesage")]
    [InlineData("sendDice", """{"chat_id":1}""", "the fake does not carry out sendDice")]
    public async Task What_is_wrong_with_a_request_is_found(string method, string body, string problem)
    {
        _fake.Chat(1);

        await CallRawAsync(method, body.Replace("LONG", new string('x', 201), StringComparison.Ordinal));

        Assert.Contains(problem, _fake.Violations);
    }

    [Fact]
    public async Task Arguments_come_from_query_form_multipart_or_json()
    {
        _fake.Chat(1);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["chat_id"] = "1", ["text"] = "form", ["entities"] = """[{"type":"bold","offset":0,"length":4}]""" });
        using var multipart = new MultipartFormDataContent { { new StringContent("1"), "chat_id" }, { new StringContent("multipart"), "text" } };

        await _http.GetAsync(new Uri($"{_fake.BaseUrl}/bot{_fake.Token}/SENDMESSAGE?chat_id=1&text=query"));
        await _http.PostAsync(Address("sendMessage"), form);
        await _http.PostAsync(Address("sendMessage"), multipart);
        await CallAsync("sendMessage", """{"chat_id":"1","text":"json"}""");

        Assert.Equal(["query", "form", "multipart", "json"], _fake.Chat(1).Messages.Select(static message => message.Text));
        Assert.Empty(_fake.Violations);
    }

    [Theory]
    [InlineData("/bot1:wrong/getMe", 401, "Unauthorized")]
    [InlineData("/something/else", 404, "Not Found")]
    public async Task Strangers_are_refused(string path, int code, string description)
    {
        using var response = await _http.GetAsync(new Uri(_fake.BaseUrl + path));
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;

        Assert.Equal((code, (HttpStatusCode)code, description), ((int)answer["error_code"]!, response.StatusCode, (string)answer["description"]!));
    }

    [Fact]
    public async Task Limits_are_enforced_when_asked_for()
    {
        _fake.Chat(-5);
        _fake.Limits.Enforced = true;

        for (var i = 0; i < 20; i++) Assert.True((bool)(await CallRawAsync("sendMessage", """{"chat_id":-5,"text":"x"}"""))["ok"]!);
        var refused = await CallRawAsync("sendMessage", """{"chat_id":-5,"text":"x"}""");

        Assert.Equal(429, (int?)refused["error_code"]);
        Assert.InRange((int)refused["parameters"]!["retry_after"]!, 1, 60);
    }

    private Uri Address(string method) => new($"{_fake.BaseUrl}/bot{_fake.Token}/{method}");

    private async Task<JsonNode> CallAsync(string method, string body) => (await CallRawAsync(method, body))["result"]!;

    private async Task<JsonNode> CallRawAsync(string method, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(Address(method), content);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
