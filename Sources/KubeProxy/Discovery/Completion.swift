public import PacketPath

/// What a fragment of a dump lacks, as `iptables-save | grep NAME` leaves it, put in as kube-proxy would have made it.
///
/// Jumps to kube-proxy's chains, and the chains that only set a mark. Never the masquerading itself: what becomes of the mark is then not
/// shown, and noted. Rules of current kube-proxy are taken; for the first packet of a connection those of older versions do the same.
public struct Completion {
  private var ruleset: Ruleset
  private var notes: [Diagnostic] = []

  /// Completes a fragment and says what was put in; another ruleset stays as it is.
  public static func complete(_ ruleset: inout Ruleset) -> [Diagnostic] {
    guard ruleset.isFragment else { return [] }
    var completion = Completion(ruleset: ruleset)
    completion.addMarks()
    completion.addNodePorts()
    completion.addJumps()
    completion.noteWhatIsMissing()
    ruleset = completion.ruleset
    return completion.notes
  }

  // MARK: Jumps

  private struct Jump {
    var table: Table, bases: [Hook]
    /// The chain that it leads to, and what stands before `-j`.
    var chain: String, tests: String
  }
  private static let new = "-m conntrack --ctstate NEW "
  /// In the order in which the base chains hold them: kube-proxy inserts each on top, the last of its list last.
  private static let jumps = [
    Jump(
      table: .nat, bases: [.prerouting, .output], chain: "KUBE-SERVICES", tests: "-m comment --comment \"kubernetes service portals\" "),
    Jump(
      table: .nat, bases: [.postrouting], chain: "KUBE-POSTROUTING", tests: "-m comment --comment \"kubernetes postrouting rules\" "),
    Jump(
      table: .nat, bases: [.prerouting], chain: "KUBE-PORTALS-CONTAINER",
      tests: "-m comment --comment \"handle ClusterIPs; NOTE: this must be before the NodePort rules\" "),
    Jump(
      table: .nat, bases: [.output], chain: "KUBE-PORTALS-HOST",
      tests: "-m comment --comment \"handle ClusterIPs; NOTE: this must be before the NodePort rules\" "),
    Jump(
      table: .nat, bases: [.prerouting], chain: "KUBE-NODEPORT-CONTAINER",
      tests:
        "-m addrtype --dst-type LOCAL -m comment --comment \"handle service NodePorts; NOTE: this must be the last rule in the chain\" "),
    Jump(
      table: .nat, bases: [.output], chain: "KUBE-NODEPORT-HOST",
      tests:
        "-m addrtype --dst-type LOCAL -m comment --comment \"handle service NodePorts; NOTE: this must be the last rule in the chain\" "),
    Jump(table: .filter, bases: [.input, .output], chain: "KUBE-FIREWALL", tests: ""),
    Jump(
      table: .filter, bases: [.input, .output, .forward], chain: "KUBE-PROXY-FIREWALL",
      tests: new + "-m comment --comment \"kubernetes load balancer firewall\" "),
    Jump(
      table: .filter, bases: [.input], chain: "KUBE-NODEPORTS", tests: "-m comment --comment \"kubernetes health check service ports\" "),
    Jump(table: .filter, bases: [.forward], chain: "KUBE-FORWARD", tests: "-m comment --comment \"kubernetes forwarding rules\" "),
    Jump(
      table: .filter, bases: [.forward, .output], chain: "KUBE-SERVICES",
      tests: new + "-m comment --comment \"kubernetes service portals\" "),
    Jump(
      table: .filter, bases: [.input, .forward], chain: "KUBE-EXTERNAL-SERVICES",
      tests: new + "-m comment --comment \"kubernetes externally-visible service portals\" "),
    Jump(
      table: .filter, bases: [.input], chain: "KUBE-IPVS-FILTER", tests: "-m comment --comment \"kubernetes ipvs access filter\" "),
    Jump(table: .filter, bases: [.output], chain: "KUBE-IPVS-OUT-FILTER", tests: ""),
    Jump(
      table: .filter, bases: [.input], chain: "KUBE-NODEPORT-NON-LOCAL",
      tests: "-m comment --comment \"Ensure that non-local NodePort traffic can flow\" "),
  ]

  /// A base chain that the fragment shows is whole as far as anyone knows; one that it lacks gets all its jumps.
  private mutating func addJumps() {
    let missing = Table.allCases.flatMap { table in table.hooks.filter { ruleset.baseChain(table, $0) == nil }.map { (table, $0) } }
    for jump in Self.jumps where hasRules(jump.chain, jump.table) {
      let bases = jump.bases.filter { base in missing.contains { $0 == (jump.table, base) } }
      for base in bases { ruleset.complete("-A \(base.name) \(jump.tests)-j \(jump.chain)", in: jump.table) }
      if bases.isEmpty { continue }
      let names = bases.map(\.name).joined(separator: " and ")
      note("the fragment has no \(jump.table.name) \(names): taken to jump to \(jump.chain), as kube-proxy makes it")
    }
  }
  /// The last rule of KUBE-SERVICES, by which node ports are reached.
  private mutating func addNodePorts() {
    guard hasRules("KUBE-NODEPORTS", .nat), !isJumpedTo("KUBE-NODEPORTS", .nat) else { return }
    ruleset.complete(
      "-A KUBE-SERVICES -m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this chain\""
        + " -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS", in: .nat)
    note("the fragment has no jump to KUBE-NODEPORTS: KUBE-SERVICES is taken to end in one, for the node's own addresses")
  }

  // MARK: Marks

  /// Chains that rules jump to and the fragment does not show, whose content is well known.
  private mutating func addMarks() {
    addMark("KUBE-MARK-MASQ", likeIn: [("KUBE-POSTROUTING", .nat), ("KUBE-FORWARD", .filter)], otherwise: "0x4000/0x4000", "masquerading")
    addMark("KUBE-MARK-DROP", likeIn: [("KUBE-FIREWALL", .filter)], otherwise: "0x8000/0x8000", "dropping")
  }
  /// Which bit it is, kube-proxy and kubelet can be told: the chain that tests it tells.
  private mutating func addMark(_ name: String, likeIn witnesses: [(String, Table)], otherwise usual: String, _ purpose: String) {
    guard isJumpedTo(name, .nat), let chain = ruleset.chain(named: name, in: .nat), !ruleset[chain].isDeclared else { return }
    let value = witnesses.compactMap { markTested(in: $0.0, $0.1) }.first ?? usual
    ruleset.complete("-A \(name) -j MARK --set-xmark \(value)", in: .nat)
    note("the fragment does not show \(name): taken to set the mark \(value) for \(purpose)")
  }
  private func markTested(in name: String, _ table: Table) -> String? {
    guard let chain = ruleset.chain(named: name, in: table) else { return nil }
    for raw in ruleset[chain].rules {
      for test in ruleset.tests(of: ruleset[RuleID(raw: raw)]) {
        guard case .mark = test, let value = ruleset.save(test).split(separator: " ").last else { continue }
        return String(value)
      }
    }
    return nil
  }

  // MARK: What stays missing

  private mutating func noteWhatIsMissing() {
    let masquerades = ruleset.rules.contains { if case .masquerade = $0.target { true } else { false } }
    let marks = ruleset.rules.contains { if case .mark = $0.target { true } else { false } }
    if marks && !masquerades {
      note("the rules mark packets, but the fragment does not show KUBE-POSTROUTING: no packet is masqueraded here")
    }
    let absent = ruleset.chains.filter { !$0.isDeclared && $0.hook == nil && $0.count == 0 }.map { ruleset.tables.string($0.name) }
    for name in absent.prefix(3) {
      notes.append(
        Diagnostic(
          .warning, "rules jump to \(name), which the fragment does not show: it is taken as empty", file: ruleset.tables.text.name))
    }
    if absent.count > 3 {
      notes.append(Diagnostic(.warning, "\(absent.count - 3) further chains are jumped to and not shown", file: ruleset.tables.text.name))
    }
  }
  private mutating func note(_ message: String) { notes.append(Diagnostic(.note, message, file: ruleset.tables.text.name)) }
  private func hasRules(_ name: String, _ table: Table) -> Bool {
    ruleset.chain(named: name, in: table).map { ruleset[$0].count > 0 } ?? false
  }
  private func isJumpedTo(_ name: String, _ table: Table) -> Bool {
    guard let chain = ruleset.chain(named: name, in: table) else { return false }
    return ruleset.rules.contains { rule in
      switch rule.target {
      case .jump(let next), .goTo(let next): next == chain
      default: false
      }
    }
  }
}

extension IPTablesSaveParser.Options {
  /// For a fragment that kube-proxy or kubelet wrote: which chains only the filter table has.
  ///
  /// KUBE-SERVICES and KUBE-NODEPORTS stand in nat as well, and are told apart by what their rules do.
  public static var kubeProxy: IPTablesSaveParser.Options {
    IPTablesSaveParser.Options(filterChains: [
      "KUBE-FIREWALL", "KUBE-FORWARD", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL", "KUBE-NODEPORT-NON-LOCAL",
      "KUBE-SOURCE-RANGES-FIREWALL", "KUBE-IPVS-FILTER", "KUBE-IPVS-OUT-FILTER",
    ])
  }
}
