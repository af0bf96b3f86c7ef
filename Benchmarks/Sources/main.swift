import Glibc
import PacketPath

let scenarios: [(key: String, scenario: any Scenario)] = [
  ("load", LoadScenario()), ("compile", CompileScenario()), ("memory", MemoryScenario()), ("full", FullScenario()),
  ("one-shot", OneShotScenario()), ("predict", PredictScenario()), ("engines", EnginesScenario()), ("kernel", KernelCostScenario()),
  ("sample", SampleScenario()), ("batch", BatchScenario()), ("list", ListScenario()),
]

func run() throws {
  let words = Array(CommandLine.arguments.dropFirst())
  if words.contains("--help") || words.contains("-h") {
    print(Options.help, terminator: "")
    return
  }
  let options = try Options(words)
  if let worker = options.worker { return try Worker.run(worker, options) }
  for name in options.scenarios where name != "growth" && !scenarios.contains(where: { $0.key == name }) {
    throw BenchmarkError("--scenario \(name): there is none of that name")
  }
  let folder = try Files.temporaryFolder()
  defer { Files.removeFolder(folder) }
  if let mode = options.baselines { return try Baseline.run(mode, folder) }

  let bench = Bench(options, folder: folder)
  bench.results.machine = Machine.description
  func wants(_ name: String) -> Bool { options.scenarios.isEmpty || options.scenarios.contains(name) }
  let workloads: [() throws -> Workload]
  if let rules = options.rules {
    workloads = [{ try Workload(rules: rules) }]
  } else {
    workloads =
      options.sizes.map { size in { try Workload(services: size, endpoints: 1...10, folder: folder, seed: options.seed) } }
      + options.endpointSizes.map { size in
        { try Workload(services: options.endpointServices, endpoints: size...size, folder: folder, seed: options.seed) }
      }
  }
  for make in workloads {
    bench.progress("making a workload")
    let workload = try make()
    for (key, scenario) in scenarios where wants(key) {
      bench.begin(scenario, workload)
      try scenario.run(workload, bench)
    }
    // A long run that is ended leaves what it has.
    try bench.save()
  }
  if wants("growth") && options.rules == nil && options.sizes.count > 1 { try Growth.run(bench) }
  bench.progress("")
  bench.results.machine.append(("load at the end", Measuring.load))
  print(options.format == "json" ? String(decoding: bench.results.json(), as: UTF8.self) : bench.results.table(), terminator: "")
  try bench.save()
}

do {
  try run()
} catch {
  complain("packetpath-benchmark: \(error)\n")
  exit(1)
}
