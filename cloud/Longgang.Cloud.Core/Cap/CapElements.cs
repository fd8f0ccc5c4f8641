namespace Longgang.Cloud.Core.Cap;

/// <summary>
/// The children of an element, by name, after a look at the schema: which there may be, in which order, how often.
/// </summary>
internal sealed class CapElements
{
    private readonly CapNode _node;
    private readonly CapContext _context;
    private readonly Dictionary<string, List<CapNode>> _byName = [];

    private CapElements(CapNode node, CapContext context)
    {
        _node = node;
        _context = context;
    }

    /// <summary>Looks at the children.</summary>
    /// <param name="node">The element.</param>
    /// <param name="context">Where problems go.</param>
    /// <param name="schema">Names in order, each followed by <c>!</c> (once), <c>?</c> (once at most), <c>+</c> (once at least) or <c>*</c>.</param>
    /// <param name="signed">Whether signatures may follow.</param>
    public static CapElements Of(CapNode node, CapContext context, string[] schema, bool signed = false)
    {
        var elements = new CapElements(node, context);
        elements.LookAtSelf();
        int position = 0;
        foreach (CapNode child in node.Children)
        {
            if (child.IsCap)
            {
                elements.Add(child, schema, ref position);
            }
            else if (signed && child is { Namespace: CapNames.Signature })
            {
                position = schema.Length;
            }
            else
            {
                Foreign(child, context);
            }
        }

        elements.LookForMissing(schema);
        return elements;
    }

    public IReadOnlyList<CapNode> All(string name) => _byName.TryGetValue(name, out List<CapNode>? nodes) ? nodes : [];

    public CapNode? One(string name) => _byName.TryGetValue(name, out List<CapNode>? nodes) ? nodes[0] : null;

    /// <summary>Whether a leaf is one: no attributes, no elements.</summary>
    public static bool IsLeaf(CapNode node, CapContext context)
    {
        LookAtAttributes(node, context);
        foreach (CapNode child in node.Children)
        {
            if (child.IsCap)
            {
                context.Problem(child, CapReason.UnknownElement, $"<{CapContext.Show(child.Name)}> stands inside <{node.Name}>.", "This element holds text only.", "Leave the inner element out.");
            }
            else
            {
                Foreign(child, context);
            }
        }

        return node.Children.Count == 0;
    }

    private static void Foreign(CapNode child, CapContext context)
    {
        if (child.Namespace == CapNames.Signature)
        {
            context.Problem(child, CapReason.ForeignElement, "A signature stands inside the message.", "The schema has it as the last child of alert only.", "Sign the whole document, with the signature as its last element.");
        }
        else
        {
            context.Problem(child, CapReason.ForeignElement, $"<{CapContext.Show(child.Name)}> is of the namespace '{CapContext.Show(child.Namespace)}'.", "The schema has foreign elements nowhere but for signatures.", "Move what it says to a <parameter>.");
        }
    }

    private static void LookAtAttributes(CapNode node, CapContext context)
    {
        foreach (string attribute in node.Attributes)
        {
            context.Problem(node, CapReason.UnknownAttribute, $"It has an attribute '{CapContext.Show(attribute)}'.", "CAP elements have no attributes.", "Leave it out.");
        }
    }

    private void LookAtSelf()
    {
        LookAtAttributes(_node, _context);
        // XML has four white characters; what else looks white is a word to it.
        if (_node.Text.AsSpan().ContainsAnyExcept(" \t\n\r"))
        {
            _context.Problem(_node, CapReason.Text, $"There are words between its elements: '{CapContext.Show(_node.Text.Trim())}'.", "This element holds elements only.", "Move the words into the element that they belong to.");
        }
    }

    private void Add(CapNode child, string[] schema, ref int position)
    {
        int at = Array.FindIndex(schema, entry => entry.Length == child.Name.Length + 1 && entry.StartsWith(child.Name, StringComparison.Ordinal));
        if (at < 0)
        {
            _context.Problem(child, CapReason.UnknownElement, $"CAP 1.2 has no <{CapContext.Show(child.Name)}> in <{_node.Name}>.", "The schema lists what there may be.", "Leave it out, or move what it says to a <parameter>.");
            return;
        }

        if (at < position)
        {
            string after = position == schema.Length ? "the signature" : $"<{schema[position][..^1]}>";
            _context.Problem(child, CapReason.Order, $"<{child.Name}> stands after {after}.", "The schema fixes the order of elements.", $"Move it before {after}.");
        }

        position = Math.Max(position, at);
        if (!_byName.TryGetValue(child.Name, out List<CapNode>? nodes))
        {
            _byName[child.Name] = nodes = [];
        }

        nodes.Add(child);
        if (nodes.Count > 1 && schema[at][^1] is '!' or '?')
        {
            _context.Problem(child, CapReason.Repeated, $"<{child.Name}> is there {nodes.Count} times.", "The schema has it once.", "Keep one.");
        }
    }

    private void LookForMissing(string[] schema)
    {
        foreach (string entry in schema)
        {
            if (entry[^1] is '!' or '+' && !_byName.ContainsKey(entry[..^1]))
            {
                string name = entry[..^1];
                if (!_context.IsFull)
                {
                    _context.Problem($"{_node.Path}/{name}", CapReason.Missing, $"<{name}> is missing.", "The schema requires it.", "Add it.");
                }
            }
        }
    }
}
