/// `wrr`: rounds in which the least weight that is served falls from the greatest to the smallest (ip_vs_wrr.c).
struct WeightedRoundRobin: Scheduler {
  static let info = ExtensionInfo("wrr", "Exact. Of a running node the position is not known: shares by weight.")
  /// The server chosen last; nil: the list's head (`cl`).
  private var last: LoadedServer?
  /// Current weight, maximum weight and the weights' common divisor (`cw`, `mw`, `di`).
  private var current = 0, maximum = 0, step = 1

  init(flags: VirtualServer.SchedulerFlags) {}
  /// Every change starts at the head, with what the current weight has come to (ip_vs_wrr_dest_changed).
  mutating func follow(_ change: ServerList.Change, in list: ServerList) {
    last = nil
    let weights = list.servers.map(\.weight).filter { $0 > 0 }
    step = max(weights.reduce(0, greatestCommonDivisor), 1)
    maximum = (weights.max() ?? 0) - (step - 1)
    if current > maximum || current == 0 {
      current = maximum
    } else if step > 1 {
      current = current / step * step + 1
    }
  }
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    guard maximum > 0 else { return nil }
    let start = last.flatMap { last in list.servers.firstIndex { $0.isSame(last) } }
    var place = start ?? -1, stop: Int?
    var isLastPass = false, isRestarted = false
    while true {
      while place + 1 < list.servers.count {
        place += 1
        let server = list.servers[place]
        if !server.isOverloaded && server.weight >= current {
          last = server
          return place
        }
        if place == stop {
          last = server
          return nil
        }
      }
      place = -1
      current -= step
      if current <= 0 {
        current = maximum
        if isLastPass || start == nil {
          last = nil
          return nil
        }
        isRestarted = true
      }
      isLastPass = current <= step
      // The first pass was for every weight, but only behind the start: now up to it.
      if isLastPass && isRestarted { stop = start }
    }
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    guard list.isPositionKnown else { return ServerShares(list) { $0.isUsable ? UInt64($0.weight) : 0 }.orNone() }
    var next = self
    return ServerShares(list, certain: next.choose(from: list, for: connection))
  }
}
