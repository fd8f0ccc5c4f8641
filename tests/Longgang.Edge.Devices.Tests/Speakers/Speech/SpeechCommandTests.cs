using System.Diagnostics;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Tests.Speakers.Audio;

namespace Longgang.Edge.Devices.Tests.Speakers.Speech;

/// <summary>Real programs.</summary>
public sealed class SpeechCommandTests
{
    [Theory]
    [InlineData("zh-CN", "请注意安全")]
    [InlineData("zh-Hans-CN", "请注意安全")]
    [InlineData("yue", "請注意安全")]
    [InlineData("en-GB", "Please take care")]
    public async Task Render_TextOfALanguage_IsSpokenAndKept(string language, string text)
    {
        using var box = new TestLibrary();
        AudioClip first = await box.Library.RenderAsync(Text(language, text), CancellationToken.None);
        DateTime written = File.GetLastWriteTimeUtc(first.Path);
        AudioClip second = await box.Library.RenderAsync(Text(language, text), CancellationToken.None);

        Assert.InRange(first.Duration.TotalSeconds, 0.5, 5);
        Assert.Equal(first, second);
        Assert.Equal(written, File.GetLastWriteTimeUtc(second.Path));
        Assert.Empty(box.Library.Held); // not the cloud's
        using TestLibrary after = box.Again();
        Assert.Equal(first.Sha256, (await after.Library.RenderAsync(Text(language, text), CancellationToken.None)).Sha256);
    }

    [Fact]
    public async Task Render_ChineseCharacters_AreNotReadAsEnglish()
    {
        // espeak-ng's voice "cmn" turns the characters into Latin letters and reads those as English, which takes much longer.
        using var box = new TestLibrary();
        using var wrong = new TestLibrary(speech: o => o.Voices["zh-CN"] = "cmn");
        AudioClip right = await box.Library.RenderAsync(Text("zh-CN", "请立即撤离，前往避难所。"), CancellationToken.None);
        AudioClip english = await wrong.Library.RenderAsync(Text("zh-CN", "请立即撤离，前往避难所。"), CancellationToken.None);
        Assert.True(right.Duration < english.Duration * 0.8, $"{right.Duration} {english.Duration}");
    }

    [Theory]
    [InlineData("sleep 60", "was killed")]
    [InlineData("cat /dev/zero", "more than 65536 bytes")]
    [InlineData("false", "exit code 1")]
    [InlineData("ls /does/not/exist", "No such file")]
    [InlineData("does-not-exist-anywhere", "Speakers:Speech:Command")]
    [InlineData("echo hello", "not to be played")]
    public async Task Render_ProgramMisbehaves_SaysHow(string command, string expected)
    {
        using var box = new TestLibrary(speech: o => (o.Command, o.Timeout, o.MaxOutputBytes) = (command, TimeSpan.FromSeconds(1), 65_536));
        AudioUnavailableException e = await Assert.ThrowsAsync<AudioUnavailableException>(
            () => box.Library.RenderAsync(Text("en", "hello"), CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("speech-failed", e.Reason);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Empty(box.Files);
    }

    [Fact]
    public async Task Render_GivenUp_KillsTheProgram()
    {
        const string Unlikely = "7777.125";
        using var box = new TestLibrary(speech: o => o.Command = $"sleep {Unlikely}");
        using var cancel = new CancellationTokenSource();
        Task speaking = box.Library.RenderAsync(Text("en", "hello"), cancel.Token).AsTask();
        await UntilAsync(() => Running(Unlikely), "the program runs");

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => speaking);
        await UntilAsync(() => !Running(Unlikely), "the program is gone");
    }

    [Fact]
    public async Task Render_TextLikeACommand_IsOnlySpoken()
    {
        using var box = new TestLibrary();
        string file = Path.Combine(box.Folder, "made");
        await box.Library.RenderAsync(Text("en", $"$(touch {file}); `touch {file}` -w {file} \0\u001b"), CancellationToken.None);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Render_NoVoiceOrTooLong_NamesTheKey()
    {
        using var box = new TestLibrary(speech: o => o.MaxTextLength = 10);
        AudioUnavailableException voice = await Assert.ThrowsAsync<AudioUnavailableException>(() => box.Library.RenderAsync(Text("fr", "bonjour"), CancellationToken.None).AsTask());
        AudioUnavailableException length = await Assert.ThrowsAsync<AudioUnavailableException>(() => box.Library.RenderAsync(Text("en", "hello hello hello"), CancellationToken.None).AsTask());
        Assert.Contains("Speakers:Speech:Voices:fr", voice.Message, StringComparison.Ordinal);
        Assert.Contains("Speakers:Speech:MaxTextLength", length.Message, StringComparison.Ordinal);
    }

    private static Content Text(string language, string text) => new() { Language = language, Text = text };

    private static bool Running(string argument) => Process.GetProcessesByName("sleep").Any(process =>
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(argument, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (int i = 0; i < 200; i++)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"It was awaited in vain for 10 s that {what}.");
    }
}
