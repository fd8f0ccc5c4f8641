using System.Threading.Channels;
using Longgang.Edge.Core.Announcements.Player;

namespace Longgang.Edge.Core.Announcements.Desk;

/// <summary>Gets audio, a few at a time, and tells the player.</summary>
internal sealed class AudioWorker(IAudioLibrary library, BackgroundWork background, ChannelWriter<DeskInput> inputs, CancellationToken stopping) : IDisposable
{
    // Speech is made by a process of its own, and a box has two cores.
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _turn = new(AtOnce);

    public void Dispose() => _turn.Dispose();

    internal void Start(PlayerEffect.Render render) => background.Run(() => InTurnAsync(async () =>
    {
        AudioClip clip = await library.RenderAsync(render.Content, stopping).ConfigureAwait(false);
        return (player, _) => player.AudioReady(render.Key, clip);
    }, reason => (player, now) => player.AudioFailed(render.Key, reason, now)));

    internal void Start(PlayerEffect.Fetch fetch) => background.Run(() => InTurnAsync(async () =>
    {
        await library.StageAsync(fetch.Audio, stopping).ConfigureAwait(false);
        return (player, now) => player.Fetched(fetch.Command, fetch.Index, null, now);
    }, reason => (player, now) => player.Fetched(fetch.Command, fetch.Index, reason, now)));

    private async Task InTurnAsync(Func<Task<Action<AnnouncementPlayer, Moment>>> work, Func<string, Action<AnnouncementPlayer, Moment>> otherwise)
    {
        await _turn.WaitAsync(stopping).ConfigureAwait(false);
        Action<AnnouncementPlayer, Moment> then;
        try
        {
            then = await work().ConfigureAwait(false);
        }
        catch (AudioUnavailableException e)
        {
            then = otherwise(e.Reason);
        }
        finally
        {
            _turn.Release();
        }

        await inputs.WriteAsync(new DeskInput.Do(then), stopping).ConfigureAwait(false);
    }
}
