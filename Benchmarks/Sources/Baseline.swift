import Glibc
import KubeProxy
import PacketPath

/// What callgrind counts: one thing, a number of times.
enum Worker {
  static let names = ["load", "compile", "predict", "words", "dispatch", "row", "sample"]

  static func run(_ name: String, _ options: Options) throws {
    guard let path = options.rules else { throw BenchmarkError("--worker needs --rules FILE") }
    let workload = try Workload(rules: path)
    let ruleset = workload.parse()
    let facts = try facts(beside: path)
    var simulator = Simulator(Node(rulesets: [ruleset], facts: facts))
    simulator.prepareDispatch()
    let packets = workload.sample(100), destinations = packets.map(Dispatch.Destination.init(of:))
    var answer = CompactPrediction(), dispatch = Dispatch(), counts = SampleCounts()
    for _ in 0..<options.times {
      switch name {
      case "load": use(workload.parse())
      case "compile": use(Simulator(Node(rulesets: [ruleset], facts: facts)))
      case "predict": for packet in packets { simulator.predict(packet, into: &answer) }
      case "dispatch": for packet in packets { simulator.dispatch(packet, into: &dispatch) }
      case "row": simulator.dispatch(packets[0], to: destinations[...], into: &dispatch) { _, answer in use(answer.outcomes.count) }
      case "words": for packet in packets { use(simulator.predict(packet)) }
      case "sample": simulator.sample(packets[packets.count / 2], count: 1000, seed: 1, into: &counts)
      default: throw BenchmarkError("--worker \(name): there is none of that name")
      }
    }
  }
  private static func facts(beside path: String) throws -> NodeFacts {
    var facts = NodeFacts()
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard Files.exists(folder + "/addresses.txt") else { return facts }
    let listing = AddressesParser.parse(SourceText(try Files.read(folder + "/addresses.txt"))).value
    facts.add(interfaces: listing.interfaces, addresses: listing.addresses)
    facts.add(routes: RoutesParser.parse(SourceText(try Files.read(folder + "/routes.txt"))).value)
    return facts
  }
}

/// Counts of instructions, which do not depend on what else the machine does; with another compiler or C library they do change.
enum Baseline {
  private static let path = "Benchmarks/Baselines/instructions.txt"

  static func run(_ mode: Options.Baselines, _ folder: String) throws {
    guard Child.find("valgrind") != nil else {
      complain("packetpath-benchmark: baselines are left out: valgrind is not installed\n")
      return
    }
    var options = SyntheticCluster.Options()
    (options.services, options.nodePortPercent, options.hasAffinity) = (300, 20, true)
    let texts = ClusterTexts(SyntheticCluster(options))
    for file in [ClusterTexts.File.iptablesSave, .addresses, .routes] {
      try Files.create("\(folder)/\(file.rawValue)") { try texts.write(file, to: $0) }
    }
    var lines = ["# Instructions that one round takes (callgrind), and by how much of a hundred they may grow."], isWorse = false
    let known = mode == .check ? try read() : [:]
    for name in Worker.names {
      // The difference of two runs: what both do besides is not counted.
      let count = try count(name, 3, folder) - count(name, 1, folder)
      let round = count / 2
      lines.append("\(name) \(round) 5")
      guard mode == .check else { continue }
      guard let (expected, tolerance) = known[name] else { throw BenchmarkError("\(path) does not know \(name)") }
      let growth = (Double(round) / Double(expected) - 1) * 100
      print("\(name): \(round) instructions, \(growth < 0 ? "" : "+")\(Results.number(growth)) % of the baseline")
      if growth > tolerance { isWorse = true }
    }
    if mode == .update {
      try Files.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
      print(lines.joined(separator: "\n"))
    }
    if isWorse { throw BenchmarkError("more instructions than \(path) allows; if they are worth it: --baselines update") }
  }
  private static func read() throws -> [String: (Int, Double)] {
    var result: [String: (Int, Double)] = [:]
    for line in String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      guard words.count == 3, let count = Int(words[1]), let tolerance = Double(words[2]) else { throw BenchmarkError("\(path): \(line)") }
      result[String(words[0])] = (count, tolerance)
    }
    return result
  }
  /// This program without its debug information, which valgrind 3.19 cannot read where C was compiled by a newer clang.
  private static func program(_ folder: String) throws -> String {
    let own = "/proc/self/exe".resolved, stripped = folder + "/program"
    if Files.exists(stripped) { return stripped }
    if Child.find("strip") == nil { return own }
    try Child.run(["strip", "-g", "-o", stripped, own])
    return stripped
  }
  private static func count(_ worker: String, _ times: Int, _ folder: String) throws -> Int {
    let output = folder + "/callgrind.out"
    // Hashes of the standard library would differ from run to run.
    unsafe setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
    try Child.run([
      "valgrind", "--tool=callgrind", "--callgrind-out-file=\(output)", try program(folder), "--worker", worker, "--times",
      String(times),
      "--rules", "\(folder)/\(ClusterTexts.File.iptablesSave.rawValue)",
    ])
    let text = String(decoding: try Files.read(output), as: UTF8.self)
    guard let line = text.split(separator: "\n").last(where: { $0.hasPrefix("totals: ") || $0.hasPrefix("summary: ") }),
      let count = line.split(separator: " ").last.flatMap({ Int($0) })
    else { throw BenchmarkError("callgrind printed no total") }
    return count
  }
}

extension String {
  /// Where a symbolic link leads.
  fileprivate var resolved: String {
    // realpath allocates the string, which is copied and freed.
    guard let path = unsafe realpath(self, nil) else { return self }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }
}
