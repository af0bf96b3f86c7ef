public import PacketPath

/// One line of an assertion file: what must become of a packet.
///
///     from 10.244.1.5 to 10.0.1.175:80 reaches 10.244.1.7:9376 1/3, 10.244.2.3:9376 2/3 not masqueraded
///     from outside in eth0 to 203.0.113.9:443 drops
public struct Assertion: Sendable, Hashable {
  public enum Origin: Sendable, Hashable {
    case vantage(Vantage)
    /// Nil: any port of the usual range.
    case address(Address, port: UInt16?)
  }
  /// An endpoint that must be reached.
  public struct Target: Sendable, Hashable {
    public var endpoint: Endpoint
    /// From 0 to 1, and held to within ``AssertionChecker/shareTolerance``; nil: any.
    public var share: Double?
    /// The share as it was written: `1/3`.
    public var shareText: String?
    /// Whether the endpoint must see another source than the client's; nil: either.
    public var isMasqueraded: Bool?

    public init(_ endpoint: Endpoint, share: Double? = nil, shareText: String? = nil, isMasqueraded: Bool? = nil) {
      self.endpoint = endpoint
      self.share = share
      self.shareText = shareText
      self.isMasqueraded = isMasqueraded
    }
  }
  public enum Expectation: Sendable, Hashable {
    /// Exactly these, and nothing is lost.
    case reaches([Target])
    /// Dropped, or without a route.
    case drops
    /// Rejected, with this answer if one is named: `icmp-port-unreachable`, `tcp-reset`.
    case rejects(with: String?)
    /// Forwarded, sent or delivered without translation.
    case passes
    /// Delivered to the node itself without translation.
    case delivers
  }
  public var origin: Origin
  public var destination: Destination
  public var expectation: Expectation
  public var inInterface: InterfaceName?
  public var sourcePort: UInt16?
  public var mark: UInt32?
  public var tcpFlags: TCPFlags?
  public var icmpType: UInt8?, icmpCode: UInt8?
  public var uid: UInt32?
  /// From 1; nil for one that was not read from a file.
  public var line: Int?
  /// As it was written.
  public var text: String

  public init(from origin: Origin, to destination: Destination, _ expectation: Expectation, text: String = "", line: Int? = nil) {
    self.origin = origin
    self.destination = destination
    self.expectation = expectation
    self.text = text
    self.line = line
  }
}

extension Assertion.Expectation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .reaches(let targets): "reaches " + targets.map(\.description).joined(separator: ", ")
    case .drops: "drops"
    case .rejects(let answer): answer.map { "rejects with \($0)" } ?? "rejects"
    case .passes: "passes"
    case .delivers: "delivers"
    }
  }
}
extension Assertion.Target: CustomStringConvertible {
  public var description: String {
    let share = shareText ?? share.map { "\($0)" }
    return ([endpoint.description, share] + [isMasqueraded.map { $0 ? "masqueraded" : "not masqueraded" }]).compactMap(\.self).joined(
      separator: " ")
  }
}
