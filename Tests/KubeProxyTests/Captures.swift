import KubeProxy
import PacketPath
import TestSupport

/// The captured nodes of Corpus.
enum Captures {
  static func text(_ path: String) throws -> String { try Corpus.string("captures/" + path) }
  static func ruleset(_ path: String) throws -> Ruleset { IPTablesSaveParser.parse(try Corpus.text("captures/" + path)) }
  /// A fragment, read and completed as a user's is.
  static func fragment(_ text: String) -> (ruleset: Ruleset, notes: [Diagnostic]) {
    var ruleset = IPTablesSaveParser.parse(SourceText(text), options: .kubeProxy)
    let notes = Completion.complete(&ruleset)
    return (ruleset, notes)
  }

  /// What the node's own tools printed of it.
  static func facts(of folder: String) throws -> NodeFacts {
    var facts = NodeFacts()
    let devices = AddressesParser.parse(try Corpus.text("captures/\(folder)/addresses.txt")).value
    facts.add(interfaces: devices.interfaces, addresses: devices.addresses)
    facts.add(routes: RoutesParser.parse(try Corpus.text("captures/\(folder)/routes.txt")).value)
    facts.add(sysctls: SysctlParser.parse(try Corpus.text("captures/\(folder)/sysctl.txt")).value)
    return facts
  }
  /// The node that all captures of kube-proxy have in common: `node.network`.
  static func facts() throws -> NodeFacts { try facts(of: "kube-proxy-1.30") }
}
