using System.Net;
using System.Text.RegularExpressions;

namespace Bots.Adapters.Tests.Web;

public sealed partial class PageTests
{
    [Fact]
    public async Task The_page_and_everything_it_names_is_served_by_the_host_itself()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var todo = new Queue<string>(["/"]);
        var done = new HashSet<string>();

        while (todo.TryDequeue(out var path))
        {
            if (!done.Add(path)) continue;
            var answer = await visitor.Http.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, path);
            Assert.DoesNotMatch(ExternalAddress(), text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
            foreach (Match match in Reference().Matches(text)) todo.Enqueue(match.Groups[1].Value is ['.', '/', .. var name] ? $"/chat/{name}" : $"/{match.Groups[1].Value}");
        }

        Assert.Contains("/chat/chat.js", done);
        Assert.Contains("/chat/turns.js", done);
        Assert.Contains("/chat/chat.css", done);
        Assert.Contains("/chat/icon.svg", done);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/chat/chat.js")]
    [InlineData("/chat/history")]
    public async Task Every_answer_forbids_what_the_page_does_not_need(string path)
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        var headers = (await visitor.Http.GetAsync(path)).Headers;

        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task The_page_has_no_inline_script_or_style()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        var html = await (await visitor.LoadAsync()).Content.ReadAsStringAsync();

        Assert.DoesNotMatch(Inline(), html);
    }

    [Fact]
    public async Task A_file_the_browser_has_is_not_sent_again()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var tag = (await visitor.Http.GetAsync("/chat/chat.css")).Headers.ETag;
        visitor.Http.DefaultRequestHeaders.IfNoneMatch.Add(tag!);

        Assert.Equal(HttpStatusCode.NotModified, (await visitor.Http.GetAsync("/chat/chat.css")).StatusCode);
    }

    [GeneratedRegex("(?:src=|href=|from |import )[\"']([^\"'#]+)[\"']")]
    private static partial Regex Reference();

    [GeneratedRegex("(?:https?:)?//[a-z0-9]+\\.[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex ExternalAddress();

    [GeneratedRegex("<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
