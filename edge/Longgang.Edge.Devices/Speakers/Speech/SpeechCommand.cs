using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Longgang.Edge.Core.Announcements;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Speakers.Speech;

/// <summary>Has texts spoken by a program of the system's. No shell stands between, the text is never an argument, and time and output have bounds.</summary>
public sealed partial class SpeechCommand : IDisposable
{
    private const int MaxComplaint = 500;

    private readonly SpeechOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SpeechCommand> _logger;
    private readonly string[] _words;
    private readonly SemaphoreSlim _places;

    /// <summary>Starts nothing yet.</summary>
    public SpeechCommand(IOptions<SpeechOptions> options, TimeProvider time, ILogger<SpeechCommand> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _words = _options.Command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _places = new SemaphoreSlim(_options.Parallel);
    }

    internal string Program => _words[0];

    internal int MaxOutputBytes => _options.MaxOutputBytes;

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <summary>What is to be spoken, and under which name it is kept.</summary>
    /// <exception cref="AudioUnavailableException">There is no voice for the language, or the text is too long.</exception>
    internal SpeechOrder OrderFor(string language, string text)
    {
        if (text.Length > _options.MaxTextLength)
        {
            throw new AudioUnavailableException("speech-failed", $"The text has {text.Length} characters, more than {_options.MaxTextLength} (Speakers:Speech:MaxTextLength).");
        }

        if (VoiceFor(language) is not { } voice)
        {
            throw new AudioUnavailableException("speech-failed", $"There is no voice for {language}. Set Speakers:Speech:Voices:{language}.");
        }

        // Programs take control characters for commands of their own.
        string plain = string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{_options.Command}\0{voice}\0{plain}"));
        return new SpeechOrder(voice, plain, Convert.ToHexStringLower(hash));
    }

    /// <summary>Has it spoken: the WAV file that the program wrote.</summary>
    /// <exception cref="AudioUnavailableException">The program does not do it.</exception>
    internal async Task<MemoryStream> SpeakAsync(SpeechOrder order, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var patience = new CancellationTokenSource(_options.Timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                return await RunAsync(order, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw Failed(order, $"it had not ended after {_options.Timeout} and was killed");
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<MemoryStream> RunAsync(SpeechOrder order, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(_words[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (string word in _words.Skip(1))
        {
            start.ArgumentList.Add(word.Replace("{voice}", order.Voice, StringComparison.Ordinal));
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw Failed(order, $"it cannot be started: {e.Message}. Install it, or set Speakers:Speech:Command");
        }

        // Killed, it closes its pipes, and whoever reads them comes to an end: reading a pipe cannot be given up otherwise.
        await using CancellationTokenRegistration killing = cancellationToken.UnsafeRegister(static state => Kill((Process)state!), process);
        Task<string> complaint = ComplaintAsync(process.StandardError);
        Task writing = WriteAsync(process.StandardInput, order.Text);
        try
        {
            MemoryStream? wav = await ReadAsync(process).ConfigureAwait(false);
            if (wav is null)
            {
                throw Failed(order, $"it gave more than {_options.MaxOutputBytes} bytes and was killed");
            }

            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            string said = await complaint.ConfigureAwait(false);
            return process.ExitCode == 0 ? wav
                : throw Failed(order, string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {process.ExitCode}: {said}"));
        }
        finally
        {
            Kill(process);
            await writing.ConfigureAwait(false);
            await complaint.ConfigureAwait(false);
        }
    }

    /// <summary>What it gives; null when that is too much.</summary>
    private async Task<MemoryStream?> ReadAsync(Process process)
    {
        var wav = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await process.StandardOutput.BaseStream.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0)
        {
            if (wav.Length + read > _options.MaxOutputBytes)
            {
                return null;
            }

            await wav.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).ConfigureAwait(false);
        }

        wav.Position = 0;
        return wav;
    }

    private static async Task WriteAsync(StreamWriter input, string text)
    {
        try
        {
            await input.WriteAsync(text.AsMemory(), CancellationToken.None).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // It does not read, or has ended: its exit code says what was wrong.
        }
    }

    private static async Task<string> ComplaintAsync(StreamReader errors)
    {
        // Read to the end, lest it wait for a reader; only the beginning is kept.
        var said = new StringBuilder();
        var buffer = new char[1024];
        int read;
        while ((read = await errors.ReadAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false)) > 0)
        {
            said.Append(buffer, 0, Math.Min(read, MaxComplaint - said.Length));
        }

        return said.ToString().Trim();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }

    private string? VoiceFor(string language)
    {
        for (string tag = language; ; tag = tag[..tag.LastIndexOf('-')])
        {
            if (_options.Voices.TryGetValue(tag, out string? voice))
            {
                return voice;
            }

            if (!tag.Contains('-', StringComparison.Ordinal))
            {
                return null;
            }
        }
    }

    private AudioUnavailableException Failed(SpeechOrder order, string why)
    {
        LogFailed(_logger, Program, order.Text.Length, order.Voice, why);
        return new AudioUnavailableException("speech-failed", $"{Program}: {why}.");
    }
}
