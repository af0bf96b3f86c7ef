/// The types of sets: how they are kept, and what an element is made of (`ip_set_hash_….c`, `ip_set_bitmap_….c`, `ip_set_list_set.c`).
public enum IPSetType: String, BitwiseCopyable, Sendable, CaseIterable {
  case hashIP = "hash:ip"
  case hashNet = "hash:net"
  case hashIPPort = "hash:ip,port"
  case hashIPPortIP = "hash:ip,port,ip"
  case hashIPPortNet = "hash:ip,port,net"
  case hashNetPort = "hash:net,port"
  case hashNetInterface = "hash:net,iface"
  case hashMAC = "hash:mac"
  case hashIPMAC = "hash:ip,mac"
  case hashIPMark = "hash:ip,mark"
  case hashNetNet = "hash:net,net"
  case hashNetPortNet = "hash:net,port,net"
  case bitmapIP = "bitmap:ip"
  case bitmapIPMAC = "bitmap:ip,mac"
  case bitmapPort = "bitmap:port"
  case listSet = "list:set"

  /// What one dimension of a set holds.
  enum Component: BitwiseCopyable, Sendable { case none, ip, net, port, interface, mac, mark }

  /// What stands in an element's first value: the type's first dimension, unless that is a port.
  var first: Component {
    switch self {
    case .hashIP, .hashIPPort, .hashIPPortIP, .hashIPPortNet, .hashIPMAC, .hashIPMark, .bitmapIP, .bitmapIPMAC: .ip
    case .hashNet, .hashNetPort, .hashNetInterface, .hashNetNet, .hashNetPortNet: .net
    case .hashMAC: .mac
    case .bitmapPort, .listSet: .none
    }
  }
  /// What stands in an element's second value: the last dimension, unless that is a port.
  var second: Component {
    switch self {
    case .hashIPPortIP: .ip
    case .hashIPPortNet, .hashNetNet, .hashNetPortNet: .net
    case .hashNetInterface: .interface
    case .hashIPMAC, .bitmapIPMAC: .mac
    case .hashIPMark: .mark
    case .hashIP, .hashNet, .hashIPPort, .hashNetPort, .hashMAC, .bitmapIP, .bitmapPort, .listSet: .none
    }
  }
  /// Which dimension is a port; nil: none.
  var portDimension: Int? {
    switch self {
    case .bitmapPort: 0
    case .hashIPPort, .hashIPPortIP, .hashIPPortNet, .hashNetPort, .hashNetPortNet: 1
    default: nil
    }
  }
  /// Directions that a rule must give; with fewer nothing is in the set.
  public var dimension: Int {
    switch self {
    case .hashIP, .hashNet, .hashMAC, .bitmapIP, .bitmapPort, .listSet: 1
    case .hashIPPort, .hashNetPort, .hashNetInterface, .hashIPMAC, .hashIPMark, .hashNetNet, .bitmapIPMAC: 2
    case .hashIPPortIP, .hashIPPortNet, .hashNetPortNet: 3
    }
  }
  /// Which dimension the second value is. Precondition: there is one.
  var secondDimension: Int { dimension - 1 }
  /// Whether elements may say `nomatch` (`IPSET_TYPE_NOMATCH`).
  public var hasNomatch: Bool { first == .net || second == .net }
  /// Whether addresses of one family alone are in it: `family` says which, or it is IPv4.
  var hasFamily: Bool { self != .hashMAC && self != .bitmapPort && self != .listSet }
  var isBitmap: Bool { self == .bitmapIP || self == .bitmapIPMAC || self == .bitmapPort }
  /// Whether an element names its protocol (bitmap:port does not).
  var hasProtocol: Bool { portDimension == 1 }
}

/// One element, or a block of them that begins at a multiple of its size: `10.0.0.0/24`, `tcp:80-87`.
///
/// Everything is a value and the number of its bits that count, so that all types are looked up alike: an address with a length, an interface
/// with 128 bits or as many as its wildcard says, a MAC with 128, or none where it is not given.
public struct IPSetElement: BitwiseCopyable, Sendable, Hashable {
  public var first: UInt128 = 0, second: UInt128 = 0
  public var firstLength: UInt8 = 0, secondLength: UInt8 = 0
  public var proto: UInt8 = 0
  public var portLength: UInt8 = 0
  public var port: UInt16 = 0
  public var isNomatch = false, isWildcard = false, isPhysdev = false

  public init() {}

  /// Whether both are the same element; `nomatch` is how it answers.
  @inline(__always) func isSame(as other: IPSetElement) -> Bool { first == other.first && second == other.second && word == other.word }
  @inline(__always) private var word: UInt64 {
    UInt64(firstLength) | UInt64(secondLength) << 8 | UInt64(proto) << 16 | UInt64(portLength) << 24 | UInt64(port) << 32
      | (isPhysdev ? 1 << 48 : 0)
  }
  @inline(__always) var hash: UInt64 {
    var hash = WordHash()
    hash.combine(first)
    hash.combine(second)
    hash.combine(word)
    return hash.value
  }
}

/// What an element carries beside its value (the extensions of ip_set.h).
public struct IPSetElementOptions: Sendable, Hashable {
  /// Seconds left when the text was made; 0: for ever.
  public var timeout: UInt32?
  public var packets: UInt64?, bytes: UInt64?
  public var comment: [UInt8]?
  public var skbMark: UInt32?, skbMarkMask: UInt32 = .max
  public var skbPriority: UInt32?
  public var skbQueue: UInt16?
  public init() {}
}

/// One of the values behind a set's type: `maxelem 65536`, or `counters` without a value.
public struct IPSetHeaderOption: Sendable, Hashable {
  public var key: String, value: String?
  public init(_ key: String, _ value: String? = nil) {
    self.key = key
    self.value = value
  }
}

/// A set in a list.
public struct IPSetMember: Sendable, Hashable {
  public var name: IPSetName
  public var options = IPSetElementOptions()
  public init(_ name: IPSetName) { self.name = name }
}
