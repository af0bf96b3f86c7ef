/// `-j SET`: adds to a set, deletes from one, takes a mark from one (set_target_v3 in xt_set.c). It goes on.
///
/// Tests further on see what it added or deleted, as far as the set's elements are told.
public struct SetTarget: Target {
  public static let info = ExtensionInfo(
    "SET",
    options: [
      "--add-set name flags", "--exist", "--timeout n", "--del-set name flags", "--map-set name flags", "--map-mark", "--map-prio",
      "--map-queue",
    ], model: .partial,
    "Goes on; --map-mark sets the mark. What it adds and deletes, later tests see; timeouts of what it adds are not followed.")
  private struct Options: BitwiseCopyable {
    var add: SetLookup?, delete: SetLookup?, map: SetLookup?
    var exists = false, mapsMark = false, mapsPriority = false, mapsQueue = false
    var timeout: UInt32?
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      // iptables takes a `!` here, and forgets it.
      if reader.takes("--add-set") {
        guard all.add == nil, let lookup = reader.setLookup() else { return nil }
        all.add = lookup
      } else if reader.takes("--del-set") {
        guard all.delete == nil, let lookup = reader.setLookup() else { return nil }
        all.delete = lookup
      } else if reader.takes("--map-set") {
        guard all.map == nil, let lookup = reader.setLookup() else { return nil }
        all.map = lookup
      } else if reader.takesPlain("--exist") {
        all.exists = true
      } else if reader.takesPlain("--timeout") {
        guard let seconds = reader.number(upTo: UInt64(UInt32.max) - 1) else { return nil }
        all.timeout = UInt32(seconds)
      } else if reader.takesPlain("--map-mark") {
        all.mapsMark = true
      } else if reader.takesPlain("--map-prio") {
        all.mapsPriority = true
      } else if reader.takesPlain("--map-queue") {
        all.mapsQueue = true
      } else {
        break
      }
    }
    let maps = all.mapsMark || all.mapsPriority || all.mapsQueue
    guard all.add != nil || all.delete != nil || all.map != nil, (all.map != nil) == maps,
      all.add != nil || (!all.exists && all.timeout == nil)
    else { return nil }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    let all = context.ruleset.heap[options]
    guard all.mapsMark, let map = all.map else { return .goOn }
    switch context.facts.sets.markMap(map, skb) {
    case .unknown: return .unknown
    case .none: return .goOn
    case .some(let value, let mask):
      let mark = (skb.mark & ~mask) ^ value
      if mark != skb.mark {
        skb.mark = mark
        skb.generation &+= 1
      }
      return .goOn
    }
  }
  func changesSets(in tables: RuleTables) -> Bool {
    let all = tables.heap[options]
    return all.add != nil || all.delete != nil
  }
  /// Adds and deletes. `sets`: as they are by now; nil: as the facts have them.
  func change(_ sets: inout IPSets?, by skb: SocketBuffer, in context: EvaluationContext) {
    let all = context.ruleset.heap[options]
    guard all.add != nil || all.delete != nil else { return }
    var changed = sets ?? context.facts.sets
    if let add = all.add { changed.change(add.name) { $0.add(add, skb, replaces: all.exists) } }
    if let delete = all.delete { changed.change(delete.name) { $0.delete(delete, skb) } }
    sets = changed
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j SET")
    if let add = all.add {
      writer.write(" --add-set")
      writer.write(add.name, add.directions)
    }
    if all.exists { writer.write(" --exist") }
    if let timeout = all.timeout { writer.write(" --timeout \(timeout)") }
    if let delete = all.delete {
      writer.write(" --del-set")
      writer.write(delete.name, delete.directions)
    }
    if let map = all.map {
      writer.write(" --map-set")
      writer.write(map.name, map.directions)
    }
    if all.mapsMark { writer.write(" --map-mark") }
    if all.mapsPriority { writer.write(" --map-prio") }
    if all.mapsQueue { writer.write(" --map-queue") }
  }
}

/// What `--map-mark` finds for a packet.
enum MarkMap: BitwiseCopyable {
  /// The packet is in no element, or in one without a mark.
  case none
  case some(value: UInt32, mask: UInt32)
  case unknown
}
extension IPSets {
  /// The mark of the element that holds the packet (ip_set_get_skbinfo). Of a list, its own for the first member that holds it, if it carries marks,
  /// else that of the member's element (list_set_ktest).
  func markMap(_ lookup: SetLookup, _ skb: SocketBuffer) -> MarkMap {
    guard let set = self[lookup.name] else { return .unknown }
    if set.type == .listSet { return markMap(ofList: set, lookup, skb) }
    switch test(lookup, skb) {
    case .no: return .none
    case .yes: break
    case .unknown, .chance: return .unknown
    }
    if !set.carriesMarks { return .none }
    // Which of several possible elements would have to be known.
    guard set.type != .hashNetInterface, let probe = set.probe(skb, lookup.directions), probe.ports.isSingle,
      let place = set.find(probe, port: probe.ports.low)
    else { return .unknown }
    return MarkMap(set.options(of: set.entries[place]))
  }
  private func markMap(ofList list: IPSet, _ lookup: SetLookup, _ skb: SocketBuffer) -> MarkMap {
    if lookup.directions.count == 0 { return .none }
    var inner = lookup
    for member in list.members {
      inner.name = member.name
      guard let set = self[inner.name], set.type != .listSet else { continue }
      switch test(inner, skb) {
      case .no: continue
      case .yes: return list.carriesMarks ? MarkMap(member.options) : markMap(inner, skb)
      case .unknown, .chance: return .unknown
      }
    }
    return list.isIncomplete ? .unknown : .none
  }
}
extension MarkMap {
  fileprivate init(_ options: IPSetElementOptions) {
    self = options.skbMark.map { .some(value: $0, mask: options.skbMarkMask) } ?? .none
  }
}
extension IPSet {
  fileprivate var carriesMarks: Bool { header.contains { $0.key == "skbinfo" } }
}
