#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
import KubeProxy

/// `packetpath generate`: a synthetic cluster, as the node's tools and kubectl would print it.
enum GenerateCommand {
  static let command = Command(
    name: "generate", operands: "", summary: "a synthetic cluster: what the node's tools and kubectl would print, a file each",
    description: [
      "Services and endpoints are drawn from a seed: the same options give the same bytes. Chain names, probabilities, comments and the "
        + "order of rules are those of kube-proxy's release, and above 1000 endpoints of its form for large clusters. There are no rules of a "
        + "network plugin.",
      "Files that are there already are replaced. The names of those written are printed.",
    ],
    flags: [
      .directory, .services, .endpoints, .mode, .nodePorts, .loadBalancers, .affinity, .localPolicy, .noEndpoints, .ipv6, .era,
      .generateSeed,
    ],
    examples: [
      .init("packetpath generate --directory small --services 20", "a small cluster"),
      .init("packetpath list small", "what is in it"),
      .init("packetpath generate --directory large --services 50000 --endpoints 1-10 --node-ports 20% --era 1.24", "a large one"),
    ],
    run: run)

  private static func run(_ invocation: inout Invocation) throws -> ExitCode {
    guard invocation.arguments.operands.isEmpty else {
      throw CommandError("generate takes no operands", hint: "the directory: --directory DIR")
    }
    guard let directory = invocation.arguments.value(.directory) else { throw CommandError("generate needs --directory DIR") }
    let options = try options(invocation.arguments)
    if let problem = options.problem { throw CommandError(problem) }
    let path = FileReader(directory: invocation.surroundings.directory).path(directory)
    if unsafe mkdir(path, 0o777) != 0 && errno != EEXIST { throw CommandError("\(directory): \(errorText(errno))") }
    let texts = ClusterTexts(SyntheticCluster(options))
    for file in texts.files {
      let name = directory.hasSuffix("/") ? directory + file.rawValue : "\(directory)/\(file.rawValue)"
      try write(file, of: texts, to: "\(path)/\(file.rawValue)", name)
      invocation.output.write(name + "\n")
    }
    return .good
  }
  private static func write(_ file: ClusterTexts.File, of texts: ClusterTexts, to path: String, _ name: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw CommandError("\(name): \(errorText(errno))") }
    let output = Output(descriptor: descriptor)
    func check() throws { if let failure = output.failure { throw CommandError("\(name): \(errorText(failure))") } }
    defer { close(descriptor) }
    try texts.write(file) { piece in
      output.write(piece)
      try check()
    }
    output.flush()
    try check()
  }

  private static func options(_ arguments: ParsedArguments) throws(CommandError) -> SyntheticCluster.Options {
    var options = SyntheticCluster.Options()
    options.services = try arguments.number(.services) ?? options.services
    if let text = arguments.value(.endpoints) {
      let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard bounds.count <= 2, let low = bounds[0], let high = bounds[bounds.count - 1], low >= 0, low <= high else {
        throw CommandError("--endpoints \(text): not a number or a range as 1-10")
      }
      options.endpoints = low...high
    }
    if let text = arguments.value(.nodePorts) {
      guard let percent = Int(text.hasSuffix("%") ? String(text.dropLast()) : text) else {
        throw CommandError("--node-ports \(text): not a percentage")
      }
      options.nodePortPercent = percent
    }
    options.mode = arguments.value(.mode).flatMap(SyntheticCluster.Mode.init) ?? options.mode
    options.era = arguments.value(.era).flatMap(SyntheticCluster.Era.init) ?? options.era
    options.hasLoadBalancers = arguments.has(.loadBalancers)
    options.hasAffinity = arguments.has(.affinity)
    options.hasLocalPolicy = arguments.has(.localPolicy)
    options.hasNoEndpoints = arguments.has(.noEndpoints)
    options.hasIPv6 = arguments.has(.ipv6)
    options.seed = try arguments.number(.generateSeed) ?? options.seed
    return options
  }
}

extension Flag {
  fileprivate static let directory = Flag("directory", nil, .text("DIR"), .answer, "where the files go; it is made if it is not there")
  fileprivate static let services = Flag("services", nil, .text("N"), .answer, "how many Services (100)")
  fileprivate static let endpoints = Flag("endpoints", nil, .text("MIN-MAX"), .answer, "how many endpoints each has (1-10)")
  fileprivate static let mode = Flag(
    "mode", nil, .choice(SyntheticCluster.Mode.allCases.map(\.rawValue)), .answer, "kube-proxy's mode (iptables)")
  fileprivate static let nodePorts = Flag("node-ports", nil, .text("P%"), .answer, "how many of a hundred Services have a node port (0%)")
  fileprivate static let loadBalancers = Flag(
    "load-balancers", nil, .none, .answer, "some have a load balancer, some of these with source ranges")
  fileprivate static let affinity = Flag("affinity", nil, .none, .answer, "some keep a client at its endpoint")
  fileprivate static let localPolicy = Flag("local-policy", nil, .none, .answer, "some use the node's own endpoints alone")
  fileprivate static let noEndpoints = Flag("no-endpoints", nil, .none, .answer, "some have no endpoints")
  fileprivate static let ipv6 = Flag("ipv6", nil, .none, .answer, "addresses of both families")
  fileprivate static let era = Flag(
    "era", nil, .choice(SyntheticCluster.Era.allCases.map(\.rawValue)), .answer, "whose rules: kube-proxy's release (1.30)")
  fileprivate static let generateSeed = Flag("seed", nil, .text("N"), .answer, "what draws begin with (1)")
}
