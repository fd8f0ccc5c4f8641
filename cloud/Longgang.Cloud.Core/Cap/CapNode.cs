using System.Globalization;

namespace Longgang.Cloud.Core.Cap;

/// <summary>An element as it came: what of XML is left when everything that CAP has no use for is gone.</summary>
internal sealed class CapNode(string @namespace, string name, CapNode? parent)
{
    public string Namespace { get; } = @namespace;

    public string Name { get; } = name;

    public List<CapNode> Children { get; } = [];

    /// <summary>All text directly in it, comments and processing instructions cut out.</summary>
    public string Text { get; set; } = string.Empty;

    /// <summary>Attributes that mean something, as prefix-free names; declarations of namespaces and hints where a schema lies are none.</summary>
    public List<string> Attributes { get; } = [];

    public bool IsCap => Namespace == CapNames.Namespace;

    /// <summary>Where it stands. Those that tell blocks apart always have an index, others where there are several.</summary>
    public string Path
    {
        get
        {
            if (parent is null)
            {
                return CapContext.Show(Name);
            }

            string name = CapContext.Show(Name);
            int index = 0;
            int count = 0;
            foreach (CapNode sibling in parent.Children)
            {
                if (sibling.Name == Name && sibling.Namespace == Namespace)
                {
                    count++;
                    index = sibling == this ? count : index;
                }
            }

            bool numbered = count > 1 || Name is "info" or "area" or "resource";
            return numbered ? string.Create(CultureInfo.InvariantCulture, $"{parent.Path}/{name}[{index}]") : $"{parent.Path}/{name}";
        }
    }
}
