import HostSystem
import KubeProxy
import PacketPath

/// A node as the inputs tell it, and what an answer about it has to say of them.
struct AssembledNode {
  var simulator: Simulator
  let vantagePoints: VantagePoints
  let services: ServiceTable
  /// Ports at which kube-proxy itself listens (userspace mode), and the endpoints behind each as its log tells them.
  let proxyPorts: OrderedMap<UInt16, [Endpoint]?>
  let inputs: [InputDescription]
  /// For each ruleset, its place in `inputs`.
  let inputOfRuleset: [Int]
  /// The same for each virtual server.
  let inputOfServer: [Int]
  /// What every answer rests on: completions, who wrote the rules.
  private let notes: PerFamily<[Diagnostic]>
  /// Why nothing can be said of a family's packets: something decides that is not modelled.
  private let obstacles: PerFamily<String?>
  /// Inputs that are recognised, and of which answers make nothing.
  private let unmodelled: [UnmodelledInput]
  private let connections: KnownConnections
  /// Settings that were filled in, and why.
  private let defaults: [LocalKnowledge.SysctlDefault]

  var facts: NodeFacts { simulator.node.facts }
  func obstacle(_ family: IPFamily) -> String? { obstacles[family] }
  func notes(_ family: IPFamily) -> [Diagnostic] { notes[family] }

  /// Which mode of kube-proxy the node is in, and what `list` leaves out.
  func modeNotes(_ family: IPFamily) -> [Diagnostic] {
    let marks = facts.virtualServers.all.compactMap { server -> Diagnostic? in
      guard case .mark(let mark, family) = server.selector else { return nil }
      return Diagnostic(.note, "\(server): a firewall mark has no address of its own; trace DEST --mark \(mark) asks for it")
    }
    return ModeSurvey.notes(RuleSurvey(simulator.node.rulesets.filter { $0.family == family }), facts, family) + marks
  }
  /// The text that names a Service's address, by its place among the inputs.
  func input(of service: ServiceAddress) -> Int {
    guard let place = service.virtualServer else { return inputOfRuleset[service.input] }
    return inputOfServer.indices.contains(place) ? inputOfServer[place] : 0
  }
  /// There must be something to answer from.
  func requireRules(_ family: IPFamily) throws(CommandError) {
    if obstacles[family] != nil || facts.virtualServers.serves(family) || simulator.node.rulesets.contains(where: { $0.family == family }) {
      return
    }
    let (name, tool) = family == .ipv4 ? ("IPv4", "iptables-save") : ("IPv6", "ip6tables-save")
    throw CommandError("neither \(name) rules nor virtual servers among the inputs", hint: "\(tool) | packetpath …, or --\(tool) FILE")
  }

  // MARK: Assembly

  /// `question`: the only one that will be asked. Of large dumps, only what bears on it is then read.
  static func assemble(
    _ invocation: Invocation, operands: some Collection<String>, asking question: SingleQuestion? = nil
  ) throws -> AssembledNode {
    let reader = try InputReader.read(invocation.arguments, operands: operands, invocation.surroundings)
    for remark in reader.remarks { invocation.remark(remark) }
    var assembly = try NodeAssembly(invocation.arguments)
    for input in reader.inputs { try assembly.add(input) }
    try assembly.addInline(invocation.arguments)
    let node = try assembly.finish(asking: question)
    invocation.remark(assembly.diagnostics)
    if invocation.isVerbose {
      for input in node.inputs {
        invocation.errors.write("packetpath: \(input.name): \(input.kind)\(input.backend.map { ", \($0)" } ?? "")\n")
      }
    }
    // What was read is told before the first answer.
    invocation.errors.flush()
    return node
  }

  fileprivate init(_ assembly: NodeAssembly, _ limits: Simulator.Limits) {
    let rulesets = assembly.rulesets
    var facts = assembly.facts
    LocalKnowledge.fill(&facts, from: rulesets, outlines: assembly.outlines, askedBy: assembly.sources)
    defaults = LocalKnowledge.sysctlDefaults(for: rulesets, given: facts.sysctls)
    for setting in defaults { facts.sysctls[setting.key] = setting.value }
    var points = assembly.points ?? VantagePoints(rulesets, facts: facts)
    points.facts = facts
    vantagePoints = points
    services = ServiceTable(rulesets, facts: facts)
    proxyPorts = services.proxyPorts(assembly.log)
    inputOfServer = assembly.inputOfServer
    if facts.addresses == nil {
      // Without addresses, the one that stands for the node is its own for every packet.
      for family in IPFamily.allCases { facts.knownLocal.insert(Self.nodeAddress(family, vantagePoints)) }
    }
    simulator = Simulator(
      Node(rulesets: rulesets, facts: facts, backend: assembly.backend ?? .nft), engine: assembly.chosenEngine, limits: limits)
    connections = KnownConnections(facts.connections)
    inputs = assembly.descriptions
    inputOfRuleset = assembly.inputOfRuleset
    var notes = PerFamily<[Diagnostic]>([])
    for family in IPFamily.allCases {
      let own = rulesets.filter { $0.family == family }
      notes[family] =
        assembly.completions[family] + assembly.notes + assembly.orderNotes(family)
        + (own.isEmpty ? [] : RuleSurvey(own).notes(hasVirtualServers: facts.virtualServers.serves(family)))
    }
    self.notes = notes
    obstacles = assembly.obstacles
    unmodelled = assembly.unmodelled
  }

  /// The address with which the node itself speaks to others.
  static func nodeAddress(_ family: IPFamily, _ points: VantagePoints) -> Address {
    let anywhere = family == .ipv4 ? Address.v4(192, 0, 2, 1) : Address(0x2001_0db8 << 96 | 1, .ipv6)
    return points.packet(from: .node, to: anywhere).packet.sourceAddress
  }

  /// Settings that were not given, and inputs that were not made use of, as far as this answer rests on them.
  func remarks(on prediction: Prediction) -> [Diagnostic] {
    remarks(onNext: prediction) + AssumedLists.notes(prediction, simulator.node) + connections.notes(on: prediction, simulator)
      + KnownVirtualServers.notes(on: prediction, facts)
  }
  /// The same of a packet that others came before: lists and connections are then what those left behind.
  func remarks(onNext prediction: Prediction) -> [Diagnostic] {
    MasqueradeGap.notes(on: prediction, in: simulator.node.rulesets) + AssumedSettings.notes(prediction, facts, defaults)
      + unmodelled.filter { $0.matters(to: prediction) }.map(\.note)
  }
}

/// Gathers the inputs, text by text.
private struct NodeAssembly {
  /// Rules that are still to be read: how much of them is needed, the other inputs tell.
  private var unread: [UnreadRules] = []
  var rulesets: [Ruleset] = []
  var inputOfRuleset: [Int] = []
  /// Of the rulesets that hold a part of their text's rules.
  private(set) var outlines: [RulesetOutline] = []
  /// By those; nil: the rules tell.
  private(set) var points: VantagePoints?
  /// Who asks, as the command line says it.
  private(set) var sources: [Address] = []
  var facts = NodeFacts()
  var descriptions: [InputDescription] = []
  var completions = PerFamily<[Diagnostic]>([])
  var notes: [Diagnostic] = []
  var obstacles = PerFamily<String?>(nil)
  private var hasObstacles: Bool { obstacles.ipv4 != nil || obstacles.ipv6 != nil }
  var unmodelled: [UnmodelledInput] = []
  /// What kube-proxy's log tells; nil: there is none.
  var log: KubeProxyLog?
  /// For each virtual server, the text in which it stands first.
  var inputOfServer: [Int] = []
  /// Faults in the texts.
  var diagnostics: [Diagnostic] = []
  let backend: Backend?
  /// As the command line says it.
  private let engine: Simulator.Engine?
  /// For one question, an index of the few rules that were read is not worth while.
  var chosenEngine: Simulator.Engine { engine ?? (outlines.isEmpty ? .indexed : .linear) }
  private var added = 0
  private let limits: Simulator.Limits

  init(_ arguments: ParsedArguments) throws(CommandError) {
    backend = arguments.value(.backend).flatMap { Backend(rawValue: $0) }
    engine = arguments.value(.engine).flatMap { Simulator.Engine(rawValue: $0) }
    var limits = Simulator.Limits()
    facts.virtualServers.start = arguments.value(.ipvsStart).flatMap { VirtualServers.Start(rawValue: $0) } ?? .live
    facts.virtualServers.bookkeeping = arguments.value(.ipvsBookkeeping).flatMap { VirtualServers.Bookkeeping(rawValue: $0) } ?? .classic
    if let outcomes: Int = try arguments.number(.maxOutcomes, from: 1) { limits.outcomes = outcomes }
    self.limits = limits
  }

  mutating func add(_ input: Input) throws {
    let index = descriptions.count
    descriptions.append(InputDescription(name: input.name, kind: input.kind.rawValue))
    switch input.kind {
    case .iptablesSave, .ip6tablesSave:
      unread.append(
        UnreadRules(text: input.text, family: input.kind == .ip6tablesSave ? .ipv6 : .ipv4, input: index, remarks: diagnostics.count))
    case .addresses, .links: add(listing: AddressesParser.parse(input.text))
    case .addressesJSON, .linksJSON: add(listing: IPAddressJSON.parse(input.text))
    case .routes: add(RoutesParser.parse(input.text, family: input.hintedFamily)) { $0.add(routes: $1) }
    case .routesJSON: add(IPRouteJSON.parse(input.text, family: input.hintedFamily)) { $0.add(routes: $1) }
    case .rules: add(RoutingRulesParser.parse(input.text, family: input.hintedFamily)) { $0.add(policy: $1) }
    case .rulesJSON: add(IPRuleJSON.parse(input.text, family: input.hintedFamily)) { $0.add(policy: $1) }
    case .sysctl: add(SysctlParser.parse(input.text)) { $0.add(sysctls: $1) }
    case .ipsetSave:
      let (sets, remarks) = IPSetSaveParser.parse(input.text, adding: facts.sets)
      facts.sets = sets
      diagnostics += remarks
    case .conntrack: add(ConntrackParser.parse(input.text)) { $0.connections += $1 }
    case .recent: addList(input)
    case .nftRuleset: addNFTables(input)
    case .ipvsadm:
      let servers = IPVSAdmParser.parse(input.text, adding: facts.virtualServers)
      facts.virtualServers = servers.value
      diagnostics += servers.diagnostics
      while inputOfServer.count < facts.virtualServers.all.count { inputOfServer.append(index) }
    case .ipvsConnections:
      add(IPVSConnectionsParser.parse(input.text)) {
        $0.virtualServers.listedConnections = ($0.virtualServers.listedConnections ?? []) + $1
      }
    case .kubeProxyLog:
      let parsed = KubeProxyLogParser.parse(input.text)
      diagnostics += parsed.diagnostics
      log = log.map { $0.followed(by: parsed.value) } ?? parsed.value
    case .packets, .assertions: throw CommandError("\(input.name): \(input.kind.rawValue), where what a node's tools print is asked for")
    default: unmodelled.append(UnmodelledInput(name: input.name, kind: input.kind))
    }
  }
  private mutating func add(_ ruleset: Ruleset, of unread: UnreadRules) {
    var ruleset = ruleset
    completions[unread.family] += Completion.complete(&ruleset)
    // Remarks stand in the order of the inputs.
    diagnostics.insert(contentsOf: ruleset.diagnostics, at: unread.remarks + added)
    added += ruleset.diagnostics.count
    // Who says outright which backend it is knows better than the header.
    if let backend { ruleset.headerBackend = backend }
    descriptions[unread.input].backend = ruleset.headerBackend ?? .nft
    rulesets.append(ruleset)
    inputOfRuleset.append(unread.input)
  }
  /// Reads the rules: all of them, or what one question needs.
  private mutating func readRules(asking question: SingleQuestion?) {
    if let question, engine == nil, facts.virtualServers.isEmpty, facts.connections.isEmpty,
      IPFamily.allCases.allSatisfy({ family in unread.count { $0.family == family } <= 1 }), readSelectively(question)
    {
      return
    }
    for rules in unread {
      let ruleset = IPTablesSaveParser.parse(rules.text, family: rules.family, options: .kubeProxy, atOnce: TwoThreads.run)
      add(ruleset, of: rules)
    }
  }
  /// False, and nothing is read: some text needs to be read whole.
  private mutating func readSelectively(_ question: SingleQuestion) -> Bool {
    var outlines: [RulesetOutline] = []
    for rules in unread {
      guard let outline = RulesetOutline(rules.text, family: rules.family, noting: RuleEvidence.notedChains, atOnce: TwoThreads.run),
        // What the userspace proxy leads to are the node's own addresses: all of them are wanted.
        !outline.declaresChain(beginningWith: "KUBE-PORTALS"), !outline.declaresChain(beginningWith: "KUBE-NODEPORT-")
      else { return false }
      outlines.append(outline)
    }
    let points = VantagePoints(RuleEvidence([], outlines: outlines), facts: facts)
    var parts: [Ruleset] = []
    for outline in outlines {
      var scope = PacketScope(to: question.destination, port: question.port)
      for address in points.sourceAddresses + question.sources { scope.add(address) }
      for own in facts.addresses ?? [] { scope.add(own.address) }
      guard let part = IPTablesSaveParser.parse(outline, meeting: scope, options: .kubeProxy) else { return false }
      parts.append(part)
    }
    for (rules, part) in zip(unread, parts) { add(part, of: rules) }
    (self.outlines, self.points, sources) = (outlines, points, question.sources)
    return true
  }
  /// Which list it is stands in the flag alone: a file among others does not tell.
  private mutating func addList(_ input: Input) {
    guard let name = input.listName else {
      diagnostics.append(
        Diagnostic(.warning, "left out: a list of recent clients, but which? --recent NAME=\(input.name) says it", file: input.name))
      return
    }
    add(RecentParser.parse(input.text)) { $0.recent[name, default: []] += $1 }
  }
  /// Where rules of both backends stand at one hook with one priority, those are asked first that were registered last, which no dump tells.
  func orderNotes(_ family: IPFamily) -> [Diagnostic] {
    let own = rulesets.indices.filter { rulesets[$0].family == family }
    func backend(_ ruleset: Int) -> Backend? { descriptions[inputOfRuleset[ruleset]].backend }
    // Security has a priority of its own in each.
    let shared = [Table.raw, .mangle, .nat, .filter].filter { table in
      let acting = Set(own.filter { rulesets[$0].acts(in: table) }.map(backend)).count
      // A flow that one of them alone translates is translated in any order.
      return acting > (table == .nat ? 1 : 0)
        && table.hooks.contains { hook in Set(own.filter { rulesets[$0].hasRules(table, hook) }.map(backend)).count > 1 }
    }
    if shared.isEmpty { return [] }
    let tables = shared.map(\.name).joined(separator: ", ")
    let names = own.map { descriptions[inputOfRuleset[$0]].name }.joined(separator: ", then ")
    return [
      Diagnostic(
        .note,
        "both backends hold rules in \(tables): they are asked in the order given, \(names); the kernel begins with those registered last")
    ]
  }
  private mutating func add(listing: Parsed<InterfaceListing>) {
    diagnostics += listing.diagnostics
    facts.add(interfaces: listing.value.interfaces, addresses: listing.value.addresses)
  }
  private mutating func add<Value>(_ parsed: Parsed<Value>, _ merge: (inout NodeFacts, Value) -> Void) {
    diagnostics += parsed.diagnostics
    merge(&facts, parsed.value)
  }
  /// kube-proxy's nftables mode decides where Services go: said plainly, and nothing answered in its stead.
  private mutating func addNFTables(_ input: Input) {
    let text = String(decoding: input.text.bytes(0..<input.text.count), as: UTF8.self)
    let isJSON = text.contains("\"nftables\"")
    for (family, word) in [(IPFamily.ipv4, "ip"), (.ipv6, "ip6")] {
      let isThere = text.contains("table \(word) kube-proxy") || isJSON && text.contains("\"kube-proxy\"")
      if isThere { obstacles[family] = "\(input.name): kube-proxy's nftables mode: not modelled" }
    }
    if !hasObstacles {
      notes.append(
        Diagnostic(.warning, "nft list ruleset is recognised and not modelled: what iptables-save prints is asked for", file: input.name))
    }
  }
  mutating func addInline(_ arguments: ParsedArguments) throws {
    do {
      let addresses = try arguments.values(.address).map { try InterfaceAddress(argument: $0) }
      if !addresses.isEmpty { facts.add(addresses: addresses) }
      let routes = try arguments.values(.route).map { try Route(argument: $0) }
      if !routes.isEmpty { facts.add(routes: routes) }
      for setting in arguments.values(.setSysctl) { try facts.sysctls.set(argument: setting) }
    } catch let error as FactError {
      throw CommandError(error.message)
    }
  }
  /// A kernel has one set of rules for a family and backend: a second text of the same is a copy, or of another node.
  private mutating func noteTwins() {
    for family in IPFamily.allCases {
      for backend in [Backend.legacy, .nft] {
        let names = rulesets.indices.filter { rulesets[$0].family == family && descriptions[inputOfRuleset[$0]].backend == backend }
          .map { descriptions[inputOfRuleset[$0]].name }
        if names.count < 2 { continue }
        let what = "\(family == .ipv4 ? "IPv4" : "IPv6") rules of the \(backend.rawValue) backend"
        notes.append(
          Diagnostic(
            .warning, "\(names.joined(separator: ", ")): all are \(what), which a node has once; a packet meets all of them here"))
      }
    }
  }
  mutating func finish(asking question: SingleQuestion?) throws -> AssembledNode {
    readRules(asking: question)
    noteTwins()
    if rulesets.isEmpty && !hasObstacles && facts.virtualServers.isEmpty {
      throw CommandError(
        "neither rules nor virtual servers among the inputs",
        hint: notes.first?.description ?? "iptables-save | packetpath …, or name files; see --help")
    }
    return AssembledNode(self, limits)
  }
}

/// Rules of which it is not yet decided how much is read.
private struct UnreadRules {
  var text: SourceText
  var family: IPFamily
  /// Its place among the inputs; how many remarks were made before it.
  var input: Int, remarks: Int
}

/// One destination, and the sources that the command line names.
struct SingleQuestion {
  var destination: Address
  /// Nil for protocols without ports.
  var port: UInt16?
  var sources: [Address] = []

  /// Nil: more than one packet's first way may be asked for.
  init?(_ destination: Destination, _ options: PacketOptions, _ arguments: ParsedArguments) {
    guard case .address(let address, let port, let proto) = destination, port != nil || !proto.hasPorts, options.fragmentOffset ?? 0 == 0
    else { return nil }
    self.destination = address
    self.port = proto.hasPorts ? port : nil
    if let from = arguments.value(.from), let source = Endpoint(parsing: from)?.address ?? Address(argument: from) { sources = [source] }
  }
}

/// An input that is recognised, and of which answers make nothing as yet.
struct UnmodelledInput: Sendable {
  var name: String
  var kind: InputKind
  var note: Diagnostic { Diagnostic(.warning, "\(kind.rawValue): not modelled yet; the answer does without it", file: name) }

  func matters(to prediction: Prediction) -> Bool {
    func mentions(_ word: String) -> Bool {
      prediction.outcomes.contains { outcome in
        outcome.assumptions.contains { $0.text.contains(word) } || outcome.path.contains { $0.text?.contains(word) ?? false }
      }
    }
    switch kind {
    case .sockets: return mentions("-m socket") || mentions("-m owner")
    default: return false
    }
  }
}

extension Input {
  /// The JSON of `ip -6 rule` names no family; a file's name may.
  fileprivate var hintedFamily: IPFamily? {
    let base = name.split(separator: "/").last?.split(separator: ".").first ?? ""
    return base.hasSuffix("6") || base.contains("6-") ? .ipv6 : nil
  }
}

extension Ruleset {
  /// Whether rules of a table do more than let packets pass or drop them, which they may do in any order.
  fileprivate func acts(in table: Table) -> Bool {
    chains.contains { chain in
      chain.table == table
        && chain.rules.contains { rule in
          switch rules[Int(rule)].target {
          case .none, .accept, .drop, .returns, .jump, .goTo, .log, .nflog, .audit, .trace: false
          default: true
          }
        }
    }
  }
}
