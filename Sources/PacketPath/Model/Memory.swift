/// What a node remembers from one packet to the next: connections, lists, counters and buckets.
///
/// A ``Session`` carries it on. A prediction of one packet begins with an empty one, and only where its rules may meet again what they changed.
public struct Memory: Sendable {
  /// Seconds since the session began.
  public internal(set) var now: Double = 0
  public internal(set) var connections = ConnectionTable()
  /// Addresses of `-m recent`, by list.
  var recent: [String: RecentList] = [:]
  /// Whether it lasts longer than one packet. Of what it holds of a single packet's way, how it was before is not known.
  var isOfSession = false
  /// The sets, where rules have changed them.
  var sets: IPSets?
  /// Labels that rules have set on the packet's connection; nil: not known.
  var labels: UInt128? = 0
  /// What has come of the packet's connection, this packet included; nil: not known.
  var traffic: Traffic?
  /// The connection that the packet was found to be of, as it was before; and whether it was looked for again when the packet came back over lo.
  private(set) var connectionLookedUp: (entry: Connection, isReply: Bool)?
  private(set) var hasLookedAgain = false
  /// The connections that tests have counted, by what they count them for.
  var counted: [StateKey: [CountedConnection]] = [:]
  /// Counters of single rules: `nth`, quotas.
  var counters: [StateKey: UInt64] = [:]
  /// What virtual servers have chosen so far.
  var virtualServers = ServerMemory()
  /// Token buckets: of a rule, or of a key under it.
  var buckets: [StateKey: Bucket] = [:]

  public init() {}
  /// With the lists that a node is known to have.
  init(_ facts: NodeFacts) { recent = facts.recent.mapValues { RecentList($0) } }

  /// Whether a test has changed anything since then.
  func differs(from before: Memory) -> Bool {
    // A list that was asked is there from then on, and empty.
    func filled(_ lists: [String: RecentList]) -> [String: RecentList] { lists.filter { !$0.value.entries.isEmpty } }
    return counters != before.counters || buckets != before.buckets || counted != before.counted || labels != before.labels
      || filled(recent) != filled(before.recent)
  }
}

extension Memory {
  /// The connection of a packet, or, of an ICMP error, of the packet that it quotes. Rules see from then on what conntrack has made of it; whether it
  /// comes to conntrack, the walk tells.
  mutating func lookUp(_ packet: Packet, about quoted: Packet?, in zone: ConntrackZone) -> (entry: Connection, isReply: Bool)? {
    connections.forgetReplaced(by: packet, in: zone)
    var known = connections.find(packet, in: zone, at: now)
    // A connection that IPVS has seen end has ended for conntrack too: a SYN opens it anew.
    if let entry = known?.entry, entry.hasReply, virtualServers.isOver(packet) { known = nil }
    if packet.isICMPError { known = quoted.flatMap { connections.find(packet, about: $0, in: zone, at: now) } }
    var learnt = known?.entry
    if let known, !packet.isICMPError, learnt?.learn(packet, isReply: known.isReply, at: now) != .ends, let learnt {
      connections.update(learnt)
    }
    labels = known == nil ? 0 : learnt?.labels
    traffic = learnt?.traffic
    (connectionLookedUp, hasLookedAgain) = (known, false)
    return known
  }
  /// The same of a packet that had no connection when it left by lo: it is looked at anew, as it is by now (nf_conntrack_in).
  mutating func lookAgain(_ packet: Packet, about quoted: Packet?, in zone: ConntrackZone) -> (entry: Connection, isReply: Bool)? {
    // What was found where it was invalid has learnt nothing.
    if let (entry, _) = connectionLookedUp { connections.update(entry) }
    let known = lookUp(packet, about: quoted, in: zone)
    hasLookedAgain = true
    return known
  }
}

/// A test of a rule, and for tests that keep state for many flows, which of them.
public struct StateKey: Hashable, Sendable {
  var layer: UInt8
  var test: UInt32
  var detail: [UInt64] = []
}

/// Credit that grows with time up to a limit (xt_limit.c, xt_hashlimit.c).
struct Bucket: Sendable, Equatable {
  var credit: Double
  var since: Double
}

/// One of the connections that a test counts for an address (`struct nf_conncount_tuple`).
struct CountedConnection: Hashable, Sendable {
  var family: IPFamily, proto: IPProtocol
  var tuple: FlowTuple
  var zone: ConntrackZone
  /// The type and the code of what is asked.
  var icmpType: UInt8 = 0, icmpCode: UInt8 = 0

  /// A packet's own.
  init(_ skb: SocketBuffer) {
    let packet = skb.packet
    family = packet.family
    proto = skb.conntrack.isKnown ? skb.conntrack.proto : packet.proto
    zone = skb.conntrack.zone
    tuple = skb.conntrack.hasEntry ? skb.conntrack.original : FlowTuple(packet)
    if proto.isICMP { (icmpType, icmpCode) = (packet.askingICMPType ?? packet.icmpType, packet.icmpCode) }
  }
}

/// The list behind `-m recent --name` (xt_recent.c): addresses, each with the times at which it was seen.
struct RecentList: Sendable, Equatable {
  /// `ip_list_tot`: the one that was seen longest ago makes room.
  static let maximumEntries = 100
  /// `ip_pkt_list_tot`: this many stamps are kept.
  static let maximumStamps = 20
  struct Entry: Sendable, Equatable {
    var address: UInt128
    var ttl: UInt8
    /// Seconds of the session; not a number: before it, nobody knows when.
    var stamps: [Double]
  }
  /// The one seen longest ago first.
  var entries: [Entry] = []

  init() {}
  /// A list as a node has it: when the addresses were seen is not known.
  init(_ listed: [ListedAddress]) {
    entries = listed.map { Entry(address: $0.address.bits, ttl: $0.ttl, stamps: Array(repeating: .nan, count: $0.stamps.count)) }
  }

  mutating func touch(_ address: UInt128, ttl: UInt8, at now: Double) {
    if let index = entries.firstIndex(where: { $0.address == address }) {
      var entry = entries.remove(at: index)
      entry.stamps.append(now)
      if entry.stamps.count > Self.maximumStamps { entry.stamps.removeFirst() }
      entry.ttl = ttl
      entries.append(entry)
    } else {
      if entries.count == Self.maximumEntries { entries.removeFirst() }
      entries.append(Entry(address: address, ttl: ttl, stamps: [now]))
    }
  }
}

/// Connections by what their packets look like, in either direction.
public struct ConnectionTable: Sendable {
  private struct Key: Hashable, Sendable {
    var family: IPFamily, proto: IPProtocol, tuple: FlowTuple
    /// The direction that is looked for, and the zone's number there. Two connections may have one tuple, in directions whose zones differ.
    var isReply = false, zone: UInt16 = 0
    /// For ICMP, whose identifiers nobody tells us, whether it asks: a ping from the other end is another connection.
    var isRequest: Bool
    /// The type and the code of what is asked.
    var icmpType: UInt8 = 0, icmpCode: UInt8 = 0

    init(_ connection: Connection, isReply: Bool) {
      (family, proto, self.isReply) = (connection.family, connection.proto, isReply)
      (tuple, zone) = (isReply ? connection.reply : connection.original, connection.zone.number(isReply: isReply))
      isRequest = proto.isICMP && !isReply
      if proto.isICMP { (icmpType, icmpCode) = (connection.icmpType, connection.icmpCode) }
    }
    init(_ packet: Packet) {
      (family, proto, tuple) = (packet.family, packet.proto, FlowTuple(packet))
      isRequest = proto.isICMP && packet.answeringICMPType != nil
      if proto.isICMP { (icmpType, icmpCode) = (packet.askingICMPType ?? packet.icmpType, packet.icmpCode) }
    }
    init(_ counted: CountedConnection) {
      (family, proto, tuple) = (counted.family, counted.proto, counted.tuple)
      isRequest = proto.isICMP
      (icmpType, icmpCode) = (counted.icmpType, counted.icmpCode)
    }
    /// Of a packet that goes the other way.
    init(answering packet: Packet) {
      self.init(packet)
      tuple = tuple.inverted
      isRequest = proto.isICMP && !isRequest
    }
  }
  private struct Entry: Sendable {
    var connection: Connection
    var expires: Double
  }
  private var entries: [Int: Entry] = [:]
  private var places: [Key: Int] = [:]
  /// The same by who asks; the youngest one last.
  private var bySource: [SourceKey: [Int]] = [:]
  private struct SourceKey: Hashable, Sendable {
    var family: IPFamily, proto: IPProtocol, source: UInt128, port: PortRange, zone: UInt16
  }
  private var next = 0
  /// Whether one of them is of another zone than 0.
  private(set) var hasZones = false

  public var all: [Connection] { entries.sorted { $0.key < $1.key }.map(\.value.connection) }
  /// All of them, and when each is forgotten.
  package var expiries: [(connection: Connection, expires: Double)] { entries.values.map { ($0.connection, $0.expires) } }
  public var isEmpty: Bool { entries.isEmpty }

  /// The connection of a packet, and whether the packet comes from the one who answers.
  public func find(_ packet: Packet, at now: Double = 0) -> (entry: Connection, isReply: Bool)? { find(packet, in: .usual, at: now) }
  func find(_ packet: Packet, in zone: ConntrackZone, at now: Double) -> (entry: Connection, isReply: Bool)? {
    if places.isEmpty { return nil }
    guard let place = place(Key(packet), in: zone), let entry = entries[place.number], entry.expires > now else { return nil }
    // An ICMP message that neither asks nor answers is of no connection of its own.
    if packet.proto.isICMP && packet.answeringICMPType == nil && packet.askingICMPType == nil { return nil }
    if entry.connection.isReplaced(by: packet, isReply: place.isReply) { return nil }
    return (entry.connection, place.isReply)
  }
  /// A packet's zone may have another number for each direction, and so may a connection's (nf_conntrack_find_get, nf_ct_key_equal). `bucket`: only what is
  /// kept under the number of that direction.
  private func place(_ key: Key, in zone: ConntrackZone, bucket: Bool? = nil) -> (number: Int, isReply: Bool)? {
    func find(_ isReply: Bool) -> Int? {
      var key = key
      (key.isReply, key.zone) = (isReply, zone.number(isReply: isReply))
      if let bucket, key.zone != zone.number(isReply: bucket) { return nil }
      return places[key]
    }
    guard let asked = find(false) else { return find(true).map { ($0, true) } }
    guard let answered = find(true), zone.number(isReply: true) == zone.number(isReply: false), isYounger(answered, than: asked) else {
      return (asked, false)
    }
    return (answered, true)
  }
  /// Of two connections that a packet could be of, or of one's two directions: the younger one is found first, and the answers. `other`: the one whose
  /// first packets it is like. Where one of them would not have got in beside the other, it was there before it (__nf_conntrack_confirm).
  private func isYounger(_ number: Int, than other: Int) -> Bool {
    guard number != other, let one = entries[number]?.connection.zone, let two = entries[other]?.connection.zone else { return true }
    let isOutside = one.number(isReply: false) != two.number(isReply: false)
    return isOutside == (two.number(isReply: true) != one.number(isReply: true)) ? number > other : isOutside
  }
  /// The same, or the connection that was reset and that a first packet would open anew, but not if the one who was asked reset it: a text does not
  /// say who did.
  func findOrReset(_ packet: Packet, in zone: ConntrackZone = .usual) -> (entry: Connection, isReply: Bool, mayOpenAnew: Bool)? {
    if let (entry, isReply) = find(packet, in: zone, at: 0) { return (entry, isReply, false) }
    guard packet.proto == .tcp, !places.isEmpty, let place = place(Key(packet), in: zone), let entry = entries[place.number]?.connection,
      entry.tcpState == .close, entry.isReplaced(by: packet, isReply: place.isReply)
    else { return nil }
    return (entry, place.isReply, true)
  }
  /// The connection as a packet of which conntrack has recognised one.
  func find(recognised skb: SocketBuffer) -> (entry: Connection, isReply: Bool)? {
    let conntrack = skb.conntrack
    guard conntrack.isKnown else { return nil }
    var key = Key(skb.packet)
    (key.isReply, key.tuple) = (conntrack.isReply, conntrack.isReply ? conntrack.reply : conntrack.original)
    key.zone = conntrack.zone.number(isReply: conntrack.isReply)
    return places[key].flatMap { entries[$0] }.map { ($0.connection, conntrack.isReply) }
  }
  /// Whether a connection that was counted is there, and not over (find_or_evict and already_closed in nf_conncount.c).
  func isOpen(_ counted: CountedConnection, at now: Double) -> Bool {
    guard let place = place(Key(counted), in: counted.zone), let entry = entries[place.number] else { return false }
    return entry.expires > now && !entry.connection.isOver
  }
  /// Whether answers to a packet's flow, as it leaves, would be taken for another connection's.
  func isTaken(answersTo flow: FlowTuple, of packet: Packet, in zone: ConntrackZone, at now: Double) -> Bool {
    holder(ofAnswersTo: flow, of: packet, in: zone, at: now) != nil
  }
  /// That connection.
  func holder(ofAnswersTo flow: FlowTuple, of packet: Packet, in zone: ConntrackZone, at now: Double) -> Connection? {
    var key = Key(answering: packet)
    key.tuple = flow.inverted
    guard let place = place(key, in: zone, bucket: true), let entry = entries[place.number], entry.expires > now else { return nil }
    return entry.connection
  }
  public mutating func insert(_ connection: Connection, expires: Double = .infinity) {
    insert(connection, expires: expires, isListed: false)
  }
  /// `isListed`: the kernel has it beside all others, in whatever order.
  mutating func insert(_ connection: Connection, expires: Double = .infinity, isListed: Bool) {
    let original = Key(connection, isReply: false), reply = Key(connection, isReply: true)
    for key in [original, reply] {
      if let old = isListed ? places[key] : place(key, in: connection.zone, bucket: key.isReply)?.number { remove(old) }
    }
    (places[original], places[reply]) = (next, next)
    entries[next] = Entry(connection: connection, expires: expires)
    bySource[Self.sourceKey(of: connection), default: []].append(next)
    if original.zone != 0 || reply.zone != 0 { hasZones = true }
    next += 1
  }
  private mutating func remove(_ number: Int) {
    guard let entry = entries.removeValue(forKey: number) else { return }
    for isReply in [false, true] { places[Key(entry.connection, isReply: isReply)] = nil }
    let key = Self.sourceKey(of: entry.connection), rest = bySource[key, default: []].filter { $0 != number }
    bySource[key] = rest.isEmpty ? nil : rest
  }
  private static func sourceKey(of connection: Connection) -> SourceKey {
    SourceKey(
      family: connection.family, proto: connection.proto, source: connection.original.source, port: connection.original.sourcePort,
      zone: connection.zone.number(isReply: false))
  }
  /// As what a flow's sender, with the same port, is known in other connections: the youngest first (find_appropriate_src in nf_nat_core.c).
  func sources(of flow: FlowTuple, of packet: Packet, in zone: ConntrackZone, at now: Double) -> [(address: UInt128, port: PortRange)] {
    let key = SourceKey(
      family: packet.family, proto: packet.proto, source: flow.source, port: flow.sourcePort, zone: zone.number(isReply: false))
    return bySource[key, default: []].reversed().compactMap { entries[$0] }.filter { $0.expires > now }.map {
      ($0.connection.reply.destination, $0.connection.reply.destinationPort)
    }
  }
  /// Forgets the connection that is over and that the packet opens anew.
  mutating func forgetReplaced(by packet: Packet, in zone: ConntrackZone) {
    guard packet.proto == .tcp, let place = place(Key(packet), in: zone), let entry = entries[place.number] else { return }
    if entry.connection.isReplaced(by: packet, isReply: place.isReply) { remove(place.number) }
  }
  mutating func forget(_ connection: Connection) {
    if let number = places[Key(connection, isReply: false)] { remove(number) }
  }
  /// A packet of the connection was seen. `expires` nil: it lives no longer for that.
  mutating func update(_ connection: Connection, expires: Double? = nil) {
    guard let number = places[Key(connection, isReply: false)], let old = entries[number] else { return }
    entries[number] = Entry(connection: connection, expires: expires ?? old.expires)
  }
  /// The connection that an ICMP error is about, and whether it goes the way of the answers: it does if it quotes a packet of the one who asked.
  /// Nil where it does not go to the quoted packet's sender (nf_conntrack_inet_error).
  func find(_ error: Packet, about quoted: Packet, in zone: ConntrackZone, at now: Double)
    -> (entry: Connection, isReply: Bool)?
  {
    guard error.destination == quoted.source, let place = place(Key(answering: quoted), in: zone), let entry = entries[place.number],
      entry.expires > now
    else { return nil }
    return (entry.connection, place.isReply)
  }
  public mutating func removeAll() {
    (entries, places, bySource) = ([:], [:], [:])
  }
}

extension Connection {
  /// Seconds until the connection is forgotten (defaults of nf_conntrack_proto_*.c).
  var timeout: Double {
    switch proto {
    case .tcp: tcpState.timeout(hasReply: hasReply)
    case .udp, .udplite: isAssured ? 120 : 30
    case .icmp, .icmpv6: 30
    case .sctp: association.state.timeout
    default: 600
    }
  }
}
