using Longgang.Edge.Devices.Speakers.Audio;
using Longgang.Edge.Devices.Speakers.Speech;
using Longgang.Edge.Devices.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Tests.Speakers.Audio;

/// <summary>An audio library on a folder of its own, which may be opened again.</summary>
internal sealed class TestLibrary : IDisposable
{
    private readonly AudioDownload _download;
    private readonly SpeechCommand _speech;
    private readonly LoggerFactory _logs;

    public TestLibrary(string? folder = null, Action<AudioOptions>? audio = null, Action<SpeechOptions>? speech = null, TimeProvider? time = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("audio-").FullName;
        var audioOptions = new AudioOptions { Directory = Path.Combine(Folder, "audio"), RetryDelay = TimeSpan.FromMilliseconds(10) };
        audio?.Invoke(audioOptions);
        var speechOptions = new SpeechOptions();
        speech?.Invoke(speechOptions);
        _logs = new LoggerFactory([Log]);
        _download = new AudioDownload(Options.Create(audioOptions), TimeProvider.System, _logs.CreateLogger<AudioDownload>());
        _speech = new SpeechCommand(Options.Create(speechOptions), TimeProvider.System, _logs.CreateLogger<SpeechCommand>());
        Library = new AudioLibrary(Options.Create(audioOptions), _download, _speech, time ?? TimeProvider.System, _logs.CreateLogger<AudioLibrary>());
    }

    public string Folder { get; }

    public LogGuard Log { get; } = new();

    public AudioLibrary Library { get; }

    public IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories);

    /// <summary>The same folder after a restart; this one is not used any more.</summary>
    public TestLibrary Again(Action<AudioOptions>? audio = null, TimeProvider? time = null) => new(Folder, audio, null, time);

    public void Dispose()
    {
        _download.Dispose();
        _speech.Dispose();
        _logs.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
