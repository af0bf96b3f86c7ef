#if os(Linux)

  /// Puts together what the kernel told about one packet.
  struct ObservationBuilder {
    let sent: PacketIdentity
    let isLocal: Bool
    private(set) var observation = KernelObservation()
    private var pass = 1
    /// The places where the packet was seen in its present pass.
    private var seen: Set<Probe.Place> = []
    /// Packets that left over lo and have not come back yet.
    private(set) var underwayOnLoopback = 0

    init(sent: PacketIdentity, isLocal: Bool) {
      self.sent = sent
      self.isLocal = isLocal
    }

    mutating func add(_ event: KernelEvent) {
      switch event {
      case .connection(let entry): observation.conntrack.append(entry)
      case .state(let state, let identity):
        if identity == sent { observation.connectionState = state }
      case .step(let identity, var step):
        if identity == sent {
          step.pass = pass
          observation.steps.append(step)
        } else {
          step.pass = isSecondPass(step) ? 2 : 1
          observation.answerSteps.append(step)
        }
      case .place(let place, let packet): add(packet, at: place)
      }
    }

    private func isSecondPass(_ step: KernelObservation.Step) -> Bool { step.hook == .prerouting || step.hook == .input }

    private mutating func add(_ packet: ObservedPacket, at place: Probe.Place) {
      let isAnswer = packet.identity != sent
      if place == .postroutingEnd {
        observation.emitted.append(.init(packet: packet, isAnswer: isAnswer))
        if isAnswer, observation.answer == nil { observation.answer = Self.answer(packet) }
        if packet.outInterface == "lo" { underwayOnLoopback += 1 }
      }
      if packet.inInterface == "lo", place == .inputEnd { underwayOnLoopback -= 1 }
      guard !isAnswer else { return }
      if place == .preroutingStart, isLocal {
        pass = 2
        seen = []
      }
      seen.insert(place)
      if place == .inputEnd { observation.delivered = packet }
    }

    private static func answer(_ packet: ObservedPacket) -> KernelObservation.Answer {
      if packet.quoted != nil, let type = packet.icmpType, let code = packet.icmpCode { return .icmp(type: type, code: code) }
      if packet.tcpFlags?.contains(.rst) == true { return .tcpReset }
      return .other(proto: packet.proto)
    }

    /// The whole observation. `sendError` is what the sending process got.
    func finished(sendError: Int32?, inventory: RuleInventory) -> KernelObservation {
      var finished = observation
      finished.sendError = sendError
      finished.verdict = verdict(sendError: sendError, inventory: inventory)
      return finished
    }

    private func verdict(sendError: Int32?, inventory: RuleInventory) -> KernelObservation.Verdict {
      if observation.delivered != nil { return .delivered }
      if observation.emitted.contains(where: { !$0.isAnswer && $0.interface != "lo" }) { return isLocal ? .sent : .forwarded }
      if let last = observation.steps.last, inventory.target(last) == "REJECT" { return .rejected }
      // No hook saw it, or routing failed after a rule had changed its destination or mark. A hook's own DROP is EPERM.
      if seen.isEmpty { return .unroutable }
      if let sendError, sendError != Self.notPermitted { return .unroutable }
      return seen.contains(.preroutingEnd) && !seen.contains(.inputStart) && !seen.contains(.forwardStart) ? .unroutable : .dropped
    }

    private static let notPermitted: Int32 = 1
  }

#endif
