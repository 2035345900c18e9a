namespace Bots.Bench.Soak;

/// <summary>What became of everything that was said.</summary>
internal sealed class SoakVerdict
{
    public int Said { get; private set; }

    public int Lost { get; private set; }

    public int Duplicated { get; private set; }

    public int Reordered { get; private set; }

    /// <summary>Texts that belong to another user.</summary>
    public int Mixed { get; private set; }

    /// <summary>Messages answered with an honest sentence instead of an answer.</summary>
    public int Failed { get; private set; }

    public int Strays { get; private set; }

    public List<double> FirstText { get; } = [];

    public List<double> Final { get; } = [];

    public List<double> Overhead { get; } = [];

    /// <summary>Judges one user's chat.</summary>
    /// <param name="user">The user.</param>
    /// <param name="saidAt">When each message was said.</param>
    /// <param name="shown">What stands in the chat.</param>
    /// <param name="model">How long the model took for a message.</param>
    public void Add(int user, IReadOnlyList<DateTimeOffset> saidAt, IReadOnlyList<ShownReply> shown, Func<int, TimeSpan> model)
    {
        Said += saidAt.Count;
        Strays += shown.Count(static reply => reply.IsPreview);
        var answered = new HashSet<int>();
        var last = -1;
        var apologies = 0;
        foreach (var reply in shown.Where(static reply => !reply.IsPreview))
        {
            if (SoakText.TagOf(reply.Text) is not var (owner, message)) apologies++;
            else if (owner != user || reply.Text != SoakText.Answer(SoakText.Prompt(user, message))) Mixed++;
            else if (!answered.Add(message)) Duplicated++;
            else
            {
                if (message < last) Reordered++;
                last = Math.Max(last, message);
                Note(saidAt[message], reply, model(message));
            }
        }

        Failed += Math.Min(apologies, saidAt.Count - answered.Count);
        Lost += Math.Max(0, saidAt.Count - answered.Count - apologies);
        Duplicated += Math.Max(0, apologies - (saidAt.Count - answered.Count));
    }

    private void Note(DateTimeOffset saidAt, ShownReply reply, TimeSpan model)
    {
        FirstText.Add((reply.FirstAt - saidAt).TotalMilliseconds);
        Final.Add((reply.FinalAt - saidAt).TotalMilliseconds);
        Overhead.Add((reply.FinalAt - saidAt - model).TotalMilliseconds);
    }
}
