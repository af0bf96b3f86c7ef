import Glibc
import PacketPath

/// One thing to measure. It checks that its answers are right before it reports a time.
protocol Scenario: Sendable {
  var name: String { get }
  func run(_ workload: Workload, _ bench: Bench) throws
}

/// A run: its options, and where figures go.
final class Bench {
  let options: Options
  var results: Results
  /// Where generated rules are.
  let folder: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var scenario = ""

  init(_ options: Options, folder: String) {
    self.options = options
    self.folder = folder
    results = Results(command: (["packetpath-benchmark"] + CommandLine.arguments.dropFirst()).joined(separator: " "))
  }
  func begin(_ scenario: any Scenario, _ workload: Workload) {
    self.scenario = scenario.name
    progress("\(scenario.name): \(workload.name)")
  }
  /// One line that is written over, and only where somebody looks.
  func progress(_ text: String) {
    guard isTerminal else { return }
    complain("\r\u{1b}[K\(text)")
  }
  func report(_ workload: Workload, _ engine: String, _ metric: String, _ value: Double, _ unit: String) {
    results.figures.append(
      Figure(
        scenario: scenario, workload: workload.name, services: workload.services, endpoints: workload.endpoints?.upperBound ?? 0,
        rules: workload.ruleLines, bytes: workload.text.count, engine: engine, metric: metric, value: value, unit: unit))
  }
  /// Tells a goal beside what was measured.
  func goal(_ name: String, _ workload: Workload, _ value: Double, _ bound: Goal.Bound, _ unit: String) {
    results.goals.append(Goal(name: name, workload: workload.name, value: value, bound: bound, unit: unit))
  }
  /// Into the folder that `--results` names.
  func save() throws {
    guard let directory = options.results else { return }
    try Files.makeDirectory(directory)
    try Files.write(results.json(), to: directory + "/results.json")
    try Files.write(Array(results.table().utf8), to: directory + "/results.txt")
    for chart in Charts.all(results) { try Files.write(Array(chart.svg().utf8), to: "\(directory)/\(chart.name).svg") }
  }
  func remark(_ text: String) {
    progress("")
    complain("packetpath-benchmark: \(text)\n")
  }
  /// Pairs of a ratio: fewer where one takes long, and said so.
  func pairs(_ seconds: Double) -> Int {
    if options.isSmoke { return 3 }
    return seconds * Double(options.pairs) > options.patience ? max(1, Int(options.patience / seconds)) : options.pairs
  }
  /// Times `body` until it is worth telling: at least `minimum` times, and a fifth of a second. The distribution is of seconds.
  func times(_ minimum: Int = 5, _ body: () throws -> Void) rethrows -> (wall: Distribution, allocations: Int) {
    var walls: [Double] = [], total = 0.0, allocations = Int.max
    let enough = options.isSmoke ? 0.0 : 0.2
    while walls.count < (options.isSmoke ? 1 : minimum) || total < enough {
      let cost = try Measuring.cost(body)
      walls.append(cost.wall)
      total += cost.wall
      allocations = min(allocations, cost.allocations ?? 0)
    }
    return (Distribution(walls), allocations)
  }
}

/// What is said beside the answer.
func complain(_ text: String) {
  let bytes = Array(text.utf8)
  // The pointer is to the array's own bytes, for the call alone.
  _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Keeps a value from being optimised away.
@inline(never) func use<T>(_ value: T) { withExtendedLifetime(value) {} }
