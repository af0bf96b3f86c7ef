public import PacketPath

/// Who wrote the rules of a node, by the names of their chains.
public struct RuleSurvey: Sendable {
  public enum Author: String, Sendable, Hashable, CaseIterable {
    /// kube-proxy in iptables mode: KUBE-SVC chains.
    case iptablesMode
    /// kube-proxy in ipvs mode: chains that ask its sets.
    case ipvsMode
    /// kube-proxy in userspace mode: KUBE-PORTALS chains.
    case userspaceMode
    case kubelet
    case cilium

    /// `iptables`, for a mode of kube-proxy.
    fileprivate var mode: String { String(rawValue.prefix { $0 != "M" }) }
  }
  /// Each once, in the order in which their chains stand.
  public private(set) var authors: [Author] = []
  /// Whether any chain is kube-proxy's or kubelet's.
  public private(set) var hasKubernetesChains = false

  public init(_ rulesets: [Ruleset]) {
    for ruleset in rulesets {
      for chain in ruleset.chains where chain.isDeclared {
        let name = ruleset.tables.string(chain.name)
        if name.hasPrefix("CILIUM_") { note(.cilium) }
        guard name.hasPrefix("KUBE-") else { continue }
        hasKubernetesChains = true
        if let author = Self.author(ofChain: name, isEmpty: chain.count == 0) { note(author) }
      }
      if !authors.contains(.ipvsMode), Self.asksSets(ruleset) { note(.ipvsMode) }
    }
  }
  private mutating func note(_ author: Author) { if !authors.contains(author) { authors.append(author) } }
  private static func author(ofChain name: String, isEmpty: Bool) -> Author? {
    if ChainName.role(of: name) == .service || ChainName.role(of: name) == .local { return .iptablesMode }
    switch name {
    case "KUBE-LOAD-BALANCER", "KUBE-NODE-PORT", "KUBE-IPVS-FILTER", "KUBE-IPVS-OUT-FILTER": return .ipvsMode
    case "KUBE-PORTALS-CONTAINER", "KUBE-PORTALS-HOST": return isEmpty ? nil : .userspaceMode
    case "KUBE-KUBELET-CANARY", "KUBE-IPTABLES-HINT", "KUBE-FIREWALL", "KUBE-MARK-DROP": return .kubelet
    default: return nil
    }
  }
  private static func asksSets(_ ruleset: Ruleset) -> Bool {
    ruleset.tests.contains { test in
      guard case .set = test else { return false }
      return ruleset.save(test).contains("--match-set KUBE-")
    }
  }
  private var proxyModes: [Author] { authors.filter { [.iptablesMode, .ipvsMode, .userspaceMode].contains($0) } }

  /// The modes of kube-proxy that the node shows.
  public func modes(hasVirtualServers: Bool) -> [ServiceAddress.Mode] {
    var modes: [ServiceAddress.Mode] = []
    if authors.contains(.iptablesMode) { modes.append(.iptables) }
    if authors.contains(.ipvsMode) || hasVirtualServers { modes.append(.ipvs) }
    if authors.contains(.userspaceMode) { modes.append(.userspace) }
    return modes
  }

  /// What a user should know of it. `hasVirtualServers`: whether IPVS virtual servers are among the inputs.
  public func notes(hasVirtualServers: Bool) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    func note(_ message: String) { notes.append(Diagnostic(.note, message)) }
    if authors.contains(.ipvsMode) && !hasVirtualServers {
      note("these rules are of kube-proxy's ipvs mode: where Services go, IPVS decides; give its virtual servers (ipvsadm -Sn) as well")
    }
    if authors.contains(.userspaceMode) {
      note("these rules are of kube-proxy's userspace mode: they lead to kube-proxy's own ports, and say nothing of endpoints")
    }
    if proxyModes.count > 1 {
      let names = Author.allCases.filter(proxyModes.contains).map(\.mode)
      note("the rules are of \(names.joined(separator: " and ")) mode: one of them is perhaps left over from before a change of mode")
    } else if hasVirtualServers && !proxyModes.isEmpty && !authors.contains(.ipvsMode) {
      let name = Author.allCases.first(where: proxyModes.contains).map(\.mode) ?? ""
      note("virtual servers of IPVS stand beside rules of \(name) mode: one of them is perhaps left over from before a change of mode")
    }
    if proxyModes.isEmpty && !hasVirtualServers {
      if authors.contains(.cilium) {
        note("the chains are Cilium's, and there is no KUBE-SVC chain: Services are translated in eBPF, of which rules say nothing")
      } else if !hasKubernetesChains {
        note("no chain is kube-proxy's: the rules know no Services")
      } else if authors == [.kubelet] {
        note("the chains are kubelet's alone: kube-proxy has not written rules here, or they are in the other backend (legacy, nft)")
      } else {
        note("kube-proxy's chains hold no Service that has endpoints")
      }
    } else if authors.contains(.cilium) && !proxyModes.isEmpty {
      note("there are chains of Cilium too: what its eBPF programs translate, rules do not show")
    }
    return notes
  }
}
