/// Every scheduler, a line each; the tidy test ties the lines to the files.
enum SchedulerRegistry {
  static let all: [any Scheduler.Type] = [
    RoundRobin.self, WeightedRoundRobin.self, LeastConnection.self, WeightedLeastConnection.self, LocalityBasedLeastConnection.self,
    LocalityBasedLeastConnectionWithReplication.self, DestinationHashing.self, SourceHashing.self, ShortestExpectedDelay.self,
    NeverQueue.self,
    WeightedFailover.self, WeightedOverflow.self, Maglev.self, PowerOfTwos.self,
  ]
  static let named: [String: any Scheduler.Type] = Dictionary(uniqueKeysWithValues: all.map { ($0.info.name, $0) })

  /// Before any server is added; nil: the scheduler is not known.
  static func make(_ server: VirtualServer) -> (any Scheduler)? { named[server.scheduler].map { $0.init(flags: server.flags) } }
}

extension ExtensionInfo {
  /// Every scheduler of IPVS, as `packetpath extensions` lists them.
  public static let schedulers: [ExtensionInfo] = SchedulerRegistry.all.map { $0.info }
}
