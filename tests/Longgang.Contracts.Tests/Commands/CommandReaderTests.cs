using System.Security.Cryptography;
using Google.Protobuf;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Tests.Commands;

public sealed class CommandReaderTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void TryRead_WhatTheCloudSigned_IsTheCommand()
    {
        Command command = Announce();
        Assert.True(CommandReader.TryRead(Signed(command), Keys, out Command? read, out string? problem), problem);
        Assert.Equal(command, read);
    }

    [Fact]
    public void TryRead_AnyBitOfTheCommandChanged_IsABadSignature()
    {
        SignedCommand signed = CommandSignature.Sign(Announce(), "cloud", _key);
        byte[] bytes = signed.Command.ToByteArray();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            SignedCommand forged = signed.Clone();
            forged.Command = ByteString.CopyFrom(changed);
            Assert.False(CommandReader.TryRead(forged.ToByteArray(), Keys, out _, out string? problem));
            Assert.Equal(CommandFailure.BadSignature, problem);
        }
    }

    [Fact]
    public void TryRead_SignedByAnother_IsRefused()
    {
        Assert.False(CommandReader.TryRead(CommandSignature.Sign(Announce(), "cloud", _other).ToByteArray(), Keys, out _, out string? problem));
        Assert.Equal(CommandFailure.BadSignature, problem);
        Assert.False(CommandReader.TryRead(CommandSignature.Sign(Announce(), "stranger", _key).ToByteArray(), Keys, out _, out problem));
        Assert.Equal("unknown-key: 'stranger'", problem);
    }

    [Fact]
    public void TryRead_SignatureOfTheSameBytesForAnotherPurpose_IsRefused()
    {
        byte[] bytes = Announce().ToByteArray();
        var signed = new SignedCommand
        {
            Command = ByteString.CopyFrom(bytes),
            Key = "cloud",
            Signature = ByteString.CopyFrom(_key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
        };
        Assert.False(CommandReader.TryRead(signed.ToByteArray(), Keys, out _, out string? problem));
        Assert.Equal(CommandFailure.BadSignature, problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ff")]
    [InlineData("0a05")]
    public void TryRead_NoCommand_IsRefusedWithoutAnException(string hex)
    {
        Assert.False(CommandReader.TryRead(Convert.FromHexString(hex), Keys, out Command? command, out string? problem));
        Assert.Null(command);
        Assert.Matches("^(undecodable|unknown-key)", problem);
    }

    [Fact]
    public void TryRead_TooLarge_IsRefusedUnread()
    {
        Assert.False(CommandReader.TryRead(new byte[CommandReader.MaxBytes + 1], Keys, out _, out string? problem));
        Assert.StartsWith("undecodable: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WhatMakesNoSense_NamesTheField()
    {
        AssertProblem("unsupported-version: 2", command => command.Major = 2);
        AssertProblem("inconsistent: id has 3 bytes", command => command.Id = ByteString.CopyFrom(1, 2, 3));
        AssertProblem("inconsistent: expires before it is issued", command => command.ExpiresUnixUs = command.IssuedUnixUs);
        AssertProblem("inconsistent: says nothing that this version understands", command => command.ClearBody());
        AssertProblem("inconsistent: play.occurrence starts at 1", command => command.Play.Occurrence = 0);
        AssertProblem("inconsistent: play.priority 10 is above 9", command => command.Play.Priority = 10);
        AssertProblem("inconsistent: play.contents is empty", command => command.Play.Contents.Clear());
        AssertProblem("inconsistent: content has neither text nor audio", command => command.Play.Contents[0].ClearForm());
        AssertProblem("inconsistent: content.text is empty", command => command.Play.Contents[0].Text = "");
        AssertProblem("inconsistent: audience.include is empty: nobody would hear it. Name an area, a polygon, a label or a device.", command => command.Play.Audience = null);
        AssertProblem("inconsistent: audio.sha256 has 2 bytes", command => command.Play.Contents[0].Audio = new Audio { Sha256 = ByteString.CopyFrom(1, 2), Bytes = 1 });
    }

    [Fact]
    public void TryRead_SignedButSenseless_GivesTheCommandSoThatItsIdCanBeAnswered()
    {
        Command command = Announce();
        command.Play.Occurrence = 0;
        Assert.False(CommandReader.TryRead(Signed(command), Keys, out Command? read, out _));
        Assert.Equal(command.Id, read!.Id);
    }

    private static void AssertProblem(string expected, Action<Command> spoil)
    {
        Command command = Announce();
        Assert.Null(CommandReader.Check(command));
        spoil(command);
        Assert.Equal(expected, CommandReader.Check(command));
    }

    private static Command Announce() => new()
    {
        Major = WireVersion.Major,
        Id = ByteString.CopyFrom(new byte[16]),
        IssuedUnixUs = 1,
        ExpiresUnixUs = 60_000_001,
        Play = new Play
        {
            Announcement = ByteString.CopyFrom(new byte[16]),
            Occurrence = 1,
            Priority = 5,
            Audience = new Audience { Include = { new Selector { Area = "440307" } } },
            Contents = { new Content { Language = "zh-CN", Text = "请注意" } },
        },
    };

    private byte[] Signed(Command command) => CommandSignature.Sign(command, "cloud", _key).ToByteArray();

    private ECDsa? Keys(string name) => name == "cloud" ? _key : null;
}
