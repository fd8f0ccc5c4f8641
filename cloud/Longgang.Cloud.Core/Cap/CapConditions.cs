namespace Longgang.Cloud.Core.Cap;

/// <summary>What one element says about another (CAP 1.2, 3.2): no schema can say that.</summary>
internal static class CapConditions
{
    public static void Check(CapAlert alert, CapNode root, CapElements elements, CapContext context)
    {
        if (elements.One("scope") is not null)
        {
            CheckScope(alert, elements, context);
        }

        if (elements.One("msgType") is not null)
        {
            CheckReferences(alert, elements, context);
        }

        if (alert.Status == CapStatus.Exercise && alert.Note is null && elements.One("status") is not null)
        {
            context.Note(root, CapReason.Practice, "An exercise has no <note>; the standard recommends to name the exercise there.");
        }

        if (alert.MessageType == CapMessageType.Error && alert.Note is null)
        {
            context.Note(root, CapReason.Practice, "An error has no <note>; the standard recommends to explain the error there.");
        }
    }

    public static void Check(CapArea area, CapElements elements, CapContext context)
    {
        if (elements.One("ceiling") is not { } ceiling || area.CeilingFeet is null)
        {
            return;
        }

        if (elements.One("altitude") is null)
        {
            context.Problem(ceiling, CapReason.Condition, "There is a <ceiling> without an <altitude>.", "A ceiling is the upper end of a range that begins at the altitude.", "Add the altitude, or leave the ceiling out.");
        }
        else if (area.AltitudeFeet > area.CeilingFeet)
        {
            context.Problem(ceiling, CapReason.Contradiction, "The <ceiling> lies below the <altitude>.", "It is the upper end of the range.", "Exchange the two.");
        }
    }

    // Whether something is there; if it cannot be read that has been said already.
    private static bool Says(CapElements elements, string name) => !string.IsNullOrWhiteSpace(elements.One(name)?.Text);

    private static void CheckScope(CapAlert alert, CapElements elements, CapContext context)
    {
        if (alert.Scope == CapScope.Restricted && alert.Restriction is null)
        {
            context.Problem("alert/restriction", CapReason.Condition, "The scope is Restricted and there is no <restriction>.", "It says to whom the message is restricted.", "Add it.");
        }

        if (alert.Scope == CapScope.Private && !Says(elements, "addresses"))
        {
            context.Problem("alert/addresses", CapReason.Condition, "The scope is Private and there are no <addresses>.", "They say who may have the message.", "Add them.");
        }

        if (alert.Scope != CapScope.Restricted && alert.Restriction is not null)
        {
            context.Note("alert/restriction", CapReason.Contradiction, $"There is a <restriction> though the scope is {alert.Scope}; the standard has it for Restricted only, so it restricts nothing.");
        }
    }

    private static void CheckReferences(CapAlert alert, CapElements elements, CapContext context)
    {
        if (alert.MessageType != CapMessageType.Alert && !Says(elements, "references"))
        {
            context.Problem("alert/references", CapReason.Condition, $"The message type is {alert.MessageType} and there are no <references>.", "They say which earlier message it speaks of.", "Add sender,identifier,sent of each.");
        }

        if (alert.MessageType == CapMessageType.Alert && alert.References.Count > 0)
        {
            context.Note("alert/references", CapReason.Practice, "A first alert has references; they are kept and change nothing of what they name.");
        }

        if (alert.References.Any(reference => reference.Sender == alert.Sender && reference.Identifier == alert.Identifier))
        {
            context.Problem("alert/references", CapReason.Contradiction, "The message refers to itself.", "References name earlier messages.", "Give the message an identifier of its own.");
        }
    }
}
