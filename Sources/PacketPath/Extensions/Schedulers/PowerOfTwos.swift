/// `twos`: two servers drawn by weight, and of them the one with the lower load for its weight (ip_vs_twos.c).
///
/// A draw is a number from 0 to the sum of the weights, both included: the first server of the list has one part more than its weight.
struct PowerOfTwos: Scheduler {
  static let info = ExtensionInfo(
    "twos", model: .partial,
    "A chance by the source's arithmetic; not compared with a kernel. Of a running node the first server's one part more is shared by all.")
  private var generator = SplitMix64(seed: 0)

  init(flags: VirtualServer.SchedulerFlags) {}
  /// The server that a number leads to.
  private func drawn(_ number: Int, _ list: ServerList) -> Int? {
    var sum = 0
    for place in list.usable {
      sum += list.servers[place].weight
      if sum >= number { return place }
    }
    return nil
  }
  /// The second of two draws wins if its load is less.
  private func better(_ first: Int, _ second: Int, _ list: ServerList) -> Int {
    let (a, b) = (list.servers[first], list.servers[second])
    return b.weight * list.overhead(a) > a.weight * list.overhead(b) ? second : first
  }
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    let sum = list.usable.reduce(0) { $0 + list.servers[$1].weight }
    let numbers = (0..<2).map { _ in Int(generator.next(upperBound: UInt64(sum + 1))) }
    guard let first = drawn(numbers[0], list), let second = drawn(numbers[1], list) else { return nil }
    return better(first, second, list)
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    var shares = ServerShares(list) { _ in 0 }
    let usable = list.usable
    // Parts of a draw, times the servers where the one part more may be anyone's.
    let scale = list.isOrderKnown ? 1 : usable.count
    let parts = usable.map { list.servers[$0].weight * scale + (list.isOrderKnown && $0 != usable[0] ? 0 : 1) }
    for (i, first) in usable.enumerated() {
      for (j, second) in usable.enumerated() { shares.parts[better(first, second, list)] += UInt64(parts[i]) * UInt64(parts[j]) }
    }
    return shares.orNone()
  }
}
