using System.Reflection;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Devices.Lan;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Tests;

public sealed class EventIdTests
{
    [Fact]
    public void LogMessages_EventIds_AreUniqueAndOfTheirArea()
    {
        (int Id, string Name, bool IsCore)[] all =
        [
            .. new[] { typeof(AdmissionDesk).Assembly, typeof(ILanHandler).Assembly }
                .SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
                .Select(method => (method, attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
                .Where(pair => pair.attribute is not null)
                .Select(pair => (pair.attribute!.EventId, $"{pair.method.DeclaringType!.Name}.{pair.method.Name}", pair.method.DeclaringType.Assembly == typeof(AdmissionDesk).Assembly)),
        ];

        Assert.NotEmpty(all);
        Assert.Empty(all.GroupBy(message => message.Id).Where(group => group.Count() > 1).Select(group => string.Join(", ", group)));
        Assert.All(all, message => Assert.InRange(message.Id, message.IsCore ? 1000 : 3000, message.IsCore ? 1999 : 3999));
    }
}
