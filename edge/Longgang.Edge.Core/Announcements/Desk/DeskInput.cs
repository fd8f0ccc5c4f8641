using Google.Protobuf;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements.Player;

namespace Longgang.Edge.Core.Announcements.Desk;

/// <summary>Something that the desk is told. Applied in the order in which it came; whoever waits is answered when it is durable.</summary>
internal abstract class DeskInput
{
    internal abstract void Apply(AnnouncementPlayer player, Moment now);

    internal virtual void Durable()
    {
    }

    internal virtual void Failed(AnnouncementPlayer player, Exception why)
    {
    }

    /// <summary>What nobody waits for.</summary>
    internal sealed class Do(Action<AnnouncementPlayer, Moment> action) : DeskInput
    {
        internal static readonly Do Nothing = new((_, _) => { });

        internal override void Apply(AnnouncementPlayer player, Moment now) => action(player, now);
    }

    /// <summary>A command.</summary>
    internal sealed class Take(Command command) : DeskInput
    {
        private readonly TaskCompletionSource<CommandReceipt> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ByteString _id = command.Id;
        private CommandReceipt? _receipt;
        private bool _isNew;

        internal Task<CommandReceipt> Answer => _answer.Task;

        internal override void Apply(AnnouncementPlayer player, Moment now)
        {
            _isNew = !player.Knows(_id);
            _receipt = player.Take(command, now);
            _isNew &= _receipt.Status != CommandStatus.Refused;
        }

        internal override void Durable() => _answer.TrySetResult(_receipt!);

        // One that was known stays as it is: it is not refused for being sent again at a bad time.
        internal override void Failed(AnnouncementPlayer player, Exception why)
        {
            if (_receipt is null)
            {
                _answer.TrySetException(why);
            }
            else
            {
                _answer.TrySetResult(_isNew ? player.TakeBack(_id, why.Message) : _receipt);
            }
        }
    }

    /// <summary>What a speaker said.</summary>
    internal sealed class Said(string device, SpeakerReceiptMessage receipt, Evidence evidence) : DeskInput
    {
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task IsDurable => _durable.Task;

        internal override void Apply(AnnouncementPlayer player, Moment now) => player.Answered(device, receipt, evidence, now);

        internal override void Durable() => _durable.TrySetResult();

        internal override void Failed(AnnouncementPlayer player, Exception why) => _durable.TrySetException(why);
    }
}
