import PacketPath

/// Whether an answer costs more in a larger cluster: two clusters at once, in turns.
enum Growth {
  private struct Turn: Scenario {
    let name = "growth"
    func run(_ workload: Workload, _ bench: Bench) {}
  }
  static func run(_ bench: Bench) throws {
    let sizes = bench.options.sizes.sorted()
    guard let largest = sizes.last, let smallest = sizes.first(where: { $0 >= 1000 }) ?? sizes.first, smallest < largest else { return }
    let small = try Workload(services: smallest, endpoints: 1...10, folder: bench.folder, seed: bench.options.seed)
    let large = try Workload(services: largest, endpoints: 1...10, folder: bench.folder, seed: bench.options.seed)
    bench.begin(Turn(), large)
    let askers = (Asker(small.simulator(.indexed)), Asker(large.simulator(.indexed)))
    // The same number of packets, each to another Service, so that neither has all it needs in the cache.
    let packets = (small.sample(1000), large.sample(1000))
    for question in Question.allCases {
      func ask(_ asker: Asker, _ packets: [Packet]) -> Cost {
        Measuring.cost { for packet in packets { use(asker.ask(question, packet)) } }
      }
      let pairs = Paired(
        bench.pairs(ask(askers.1, packets.1).wall * 2), { ask(askers.1, packets.1) }, { ask(askers.0, packets.0) })
      bench.report(large, question.name, "against \(smallest) Services", pairs.ratio(\.wall), "x")
      if question == .dispatch { bench.goal("dispatch, against \(smallest) Services", large, pairs.ratio(\.wall), .atMost(1.5), "x") }
    }
  }
}
