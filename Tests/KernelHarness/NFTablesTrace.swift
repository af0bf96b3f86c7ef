#if os(Linux)

  /// The traces of nf_tables (`nft_trace_notify`, nf_tables_trace.c), put into the words of the legacy engine.
  ///
  /// A message names the packet by a number that stands for its place in memory; only the first one of each base chain carries the packet's
  /// headers. A rule is named by its handle. That a packet fell off the end of a user chain is not told at all: it follows from the jump that
  /// led there and the rule, or policy, that comes next.
  struct NFTablesTrace {
    /// A packet's walk through one base chain.
    fileprivate struct Walk {
      var identity: PacketIdentity
      var hook: KernelHook?
      var base: String
      /// The chain the packet is in, and those it will come back to.
      var chain: String
      var callers: [String] = []
      /// The last rule was an explicit RETURN.
      var hasReturned = false
    }

    fileprivate enum Verdict {
      case jump(String)
      case goto(String)
      case `return`
      case other
    }

    private var walks: [UInt32: Walk] = [:]

    /// The step a message tells, and before it the chain ends that it implies.
    mutating func steps(_ message: NetlinkMessage, _ inventory: RuleInventory) -> [KernelEvent] {
      guard message.family != Probe.family else { return [] }
      let attributes = message.attributes
      let isIPv6 = message.family == 10
      let id = attributes[6]?.network32() ?? 0
      guard let table = attributes[1]?.text, let name = attributes[2]?.text, let chain = inventory[.nft, isIPv6, table, name] else {
        return []
      }
      let place = "\(table):\(name)"
      if let header = attributes[8], let identity = PacketIdentity(network: header, transport: attributes[9] ?? []) {
        walks[id] = Walk(identity: identity, hook: chain.hook, base: place, chain: name)
      } else if let old = walks[id], chain.hook != nil, old.base != place {
        // A packet that its first rule took is gone, headers and all (__nft_trace_packet and NF_STOLEN).
        walks[id] = Walk(identity: old.identity, hook: chain.hook, base: place, chain: name)
      }
      guard var walk = walks[id], let kind = Self.kind(attributes, chain) else { return [] }
      var events: [KernelEvent] = []
      func add(_ chain: String, _ kind: KernelObservation.Step.Kind) {
        events.append(
          .step(
            walk.identity, .init(backend: .nft, hook: walk.hook, isIPv6: isIPv6, table: table, chain: chain, kind: kind, pass: 1)))
      }
      while walk.chain != name {
        if !walk.hasReturned { add(walk.chain, .return) }
        walk.hasReturned = false
        // Without a caller it went from the base chain by goto, and comes to the policy.
        walk.chain = walk.callers.popLast() ?? name
      }
      add(name, kind)
      walk.follow(Self.verdict(attributes.nested(5)))
      walks[id] = walk
      return events
    }

    /// nil: a base chain's end is told twice, as a return and as the policy.
    private static func kind(_ attributes: NetlinkAttributes, _ chain: RuleInventory.Chain) -> KernelObservation.Step.Kind? {
      // NFTA_TRACE_RULE_HANDLE. An explicit RETURN has the type "return", but a handle.
      if let handle = attributes[3]?.network64() { return chain.numbers[handle].map { .rule($0) } }
      // NFTA_TRACE_TYPE: NFT_TRACETYPE_POLICY
      return attributes[4]?.network32() == 1 ? .policy : nil
    }

    /// From NFTA_TRACE_VERDICT: NFTA_VERDICT_CODE, NFTA_VERDICT_CHAIN.
    private static func verdict(_ attributes: NetlinkAttributes) -> Verdict {
      let chain = attributes[2]?.text ?? ""
      return switch Int32(bitPattern: attributes[1]?.network32() ?? 0) {
      case -3: .jump(chain)
      case -4: .goto(chain)
      case -5: .return
      default: .other
      }
    }

    /// Forgets the packets seen so far: their places in memory are used again.
    mutating func forget() { walks.removeAll(keepingCapacity: true) }
  }

  extension NFTablesTrace.Walk {
    fileprivate mutating func follow(_ verdict: NFTablesTrace.Verdict) {
      hasReturned = false
      switch verdict {
      case .jump(let next):
        callers.append(chain)
        chain = next
      case .goto(let next): chain = next
      case .return: hasReturned = true
      case .other: break
      }
    }
  }

#endif
