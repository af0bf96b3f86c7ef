import PacketPath

/// The command line.
struct Options {
  var scenarios: [String] = []
  var sizes = [100, 1000, 10_000, 50_000]
  /// Endpoints of each Service, one workload each; with `endpointServices` Services.
  var endpointSizes = [1, 10, 100, 1000]
  var endpointServices = 100
  var engines = Simulator.Engine.allCases
  var rules: String?
  var isSmoke = false
  var pairs = 11
  /// Seconds that a ratio may take.
  var patience = 60.0
  /// Bytes above which iptables-restore is not asked: it takes half a minute at 100 MB.
  var restoreLimit = 25_000_000
  var hasPeers = true
  var tool: String?
  var format = "table"
  var results: String?
  var baselines: Baselines?
  var worker: String?
  var times = 1
  var seed: UInt64 = 1

  enum Baselines: String { case check, update }

  static let help = """
    Usage: packetpath-benchmark [--scenario NAME]... [options]

      --scenario NAME        load, compile, memory, full, one-shot, predict, engines, kernel, sample, batch, list, growth (all)
      --rules FILE           measure with these rules instead of generated clusters
      --sizes N,N,...        Services of the generated clusters (100,1000,10000,50000)
      --endpoints N,N,...    endpoints a Service of further clusters with 100 Services (1,10,100,1000)
      --engine NAME          indexed or linear (both)
      --pairs N              interleaved pairs behind each ratio (11)
      --patience SECONDS     fewer pairs where a ratio would take longer (60)
      --restore-limit BYTES  the largest rules that iptables-restore --test is asked to read (25000000)
      --no-peers             never ask iptables-restore
      --packetpath FILE      the command that one-shot runs (packetpath beside this program)
      --results DIR          also write results.json, results.txt and charts there (Benchmarks/Results/DATE)
      --seed N               of the generated clusters (1)
      -o, --output FORMAT    table or json (table)
      --smoke                tiny, in seconds: does everything still run?
      --baselines check      compare instruction counts with Benchmarks/Baselines, by callgrind
      --baselines update     write them anew

    """

  init(_ words: [String]) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      func value() throws -> String {
        guard let value = rest.popFirst() else { throw BenchmarkError("\(word) needs a value") }
        return value
      }
      func number<N: LosslessStringConvertible>(_ text: String) throws -> N {
        guard let number = N(text) else { throw BenchmarkError("\(word) \(text): not a number") }
        return number
      }
      func numbers() throws -> [Int] { try value().split(separator: ",").map { try number(String($0)) } }
      switch word {
      case "--scenario": scenarios += try value().split(separator: ",").map(String.init)
      case "--rules": rules = try value()
      case "--sizes": sizes = try numbers()
      case "--endpoints": endpointSizes = try numbers()
      case "--engine":
        let name = try value()
        guard let engine = Simulator.Engine(rawValue: name) else { throw BenchmarkError("--engine \(name): indexed or linear") }
        engines = [engine]
      case "--pairs": pairs = try number(value())
      case "--patience": patience = try number(value())
      case "--restore-limit": restoreLimit = try number(value())
      case "--no-peers": hasPeers = false
      case "--packetpath": tool = try value()
      case "--results": results = try value()
      case "--seed": seed = try number(value())
      case "-o", "--output": format = try value()
      case "--smoke": isSmoke = true
      case "--baselines":
        let name = try value()
        guard let mode = Baselines(rawValue: name) else { throw BenchmarkError("--baselines \(name): check or update") }
        baselines = mode
      // What --baselines runs under callgrind: one thing, so many times.
      case "--worker": worker = try value()
      case "--times": times = try number(value())
      default: throw BenchmarkError("\(word): no such option; --help lists them")
      }
    }
    guard pairs > 0, !sizes.contains(where: { $0 < 1 }), !endpointSizes.contains(where: { $0 < 1 }) else {
      throw BenchmarkError("numbers are from 1 on")
    }
    guard ["table", "json"].contains(format) else { throw BenchmarkError("-o \(format): table or json") }
    if isSmoke {
      (sizes, endpointSizes, endpointServices) = ([50], [20], 5)
      patience = 2
    }
    if tool == nil {
      let own = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      let beside = own.isEmpty ? "packetpath" : own + "/packetpath"
      tool = Files.isExecutable(beside) ? beside : nil
    }
  }
}
