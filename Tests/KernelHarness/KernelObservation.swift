#if os(Linux)

  /// The five places where the kernel asks the rules, in the order of its own numbers (NF_INET_PRE_ROUTING ...).
  package enum KernelHook: String, CaseIterable, Sendable, CustomStringConvertible {
    case prerouting = "PREROUTING"
    case input = "INPUT"
    case forward = "FORWARD"
    case output = "OUTPUT"
    case postrouting = "POSTROUTING"

    init?(number: Int) {
      guard Self.allCases.indices.contains(number) else { return nil }
      self = Self.allCases[number]
    }

    package var description: String { rawValue }
  }

  /// What the kernel did with one packet.
  package struct KernelObservation: Sendable {
    /// A rule that matched, or the end of a chain, as the simulator's own path has it.
    package struct Step: Sendable, Hashable, CustomStringConvertible {
      package enum Kind: Sendable, Hashable {
        /// The rule that matched, counted from 1 in its chain; an explicit RETURN too.
        case rule(Int)
        /// The packet fell off the end of a user chain.
        case `return`
        /// The packet fell off the end of a base chain, or met RETURN there.
        case policy
      }

      package var backend: KernelBackend
      package var hook: KernelHook?
      package var isIPv6: Bool
      package var table: String
      package var chain: String
      package var kind: Kind
      /// 2 for the walk of a local packet that came back over lo, else 1.
      package var pass: Int

      /// `nat:KUBE-SERVICES:rule:3`, `nat:KUBE-SERVICES:return`, `nat:PREROUTING:policy`.
      package var description: String {
        switch kind {
        case .rule(let number): "\(table):\(chain):rule:\(number)"
        case .return: "\(table):\(chain):return"
        case .policy: "\(table):\(chain):policy"
        }
      }
    }

    package enum Verdict: String, Sendable, Hashable, CustomStringConvertible {
      /// It arrived, and left on a device.
      case forwarded
      /// It reached the end of INPUT.
      case delivered
      /// It is of local origin, and left on a device other than lo.
      case sent
      /// A rule or policy ended it (a packet queued to nobody too).
      case dropped
      /// The last rule it met was a REJECT; `answer` says what was sent back, if anything.
      case rejected
      /// Routing, the martian checks or the TTL ended it; `answer` says what was sent back, if anything.
      case unroutable

      package var description: String { rawValue }
    }

    /// What the kernel sent back on account of the packet.
    package enum Answer: Sendable, Hashable, CustomStringConvertible {
      case icmp(type: UInt8, code: UInt8)
      case tcpReset
      /// Something else: an echo reply, say.
      case other(proto: UInt8)

      package var description: String {
        switch self {
        case .icmp(let type, let code): "icmp \(type)/\(code)"
        case .tcpReset: "tcp-reset"
        case .other(let proto): "protocol \(proto)"
        }
      }
    }

    /// A packet that passed POSTROUTING to its end. `packet.outInterface` is the device; `lo` too.
    package struct Emission: Sendable, Hashable {
      package var packet: ObservedPacket
      /// Whether it is the kernel's answer and not the packet itself.
      package var isAnswer: Bool
      package var interface: String { packet.outInterface ?? "" }
    }

    /// Every rule and chain end that the packet met, in order.
    package var steps: [Step] = []
    /// The same of the answers that the kernel sent while it walked: they count in the rules' counters.
    package var answerSteps: [Step] = []
    package var verdict: Verdict = .dropped
    package var answer: Answer?
    /// There is no answer, but perhaps only because the kernel owes one source no more than five "unreachable" at once and one a second
    /// (`ip_error`, IPv4 only; no sysctl of a namespace lifts that).
    package var answerMayBeWithheld = false
    /// The errno that the sending process got: EPERM if OUTPUT or POSTROUTING dropped the packet, ENETUNREACH without a route ...
    package var sendError: Int32?
    package var emitted: [Emission] = []
    /// The packet at the end of INPUT.
    package var delivered: ObservedPacket?
    /// The entries that conntrack confirmed meanwhile.
    package var conntrack: [ConntrackEntry] = []
    /// NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED, behind the last call of conntrack (it has two of a packet that comes back over lo); nil
    /// if connections are not tracked or the packet did not get there.
    package var connectionState: String?

    /// The packet at its end, as it left or was delivered; nil if it has none. After lo: as delivered.
    package var out: ObservedPacket? { delivered ?? emitted.last { !$0.isAnswer && $0.interface != "lo" }?.packet }

    /// The steps as text, in order.
    package var path: [String] { steps.map(\.description) }
  }

#endif
