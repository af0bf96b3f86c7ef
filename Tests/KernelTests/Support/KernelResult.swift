#if os(Linux)

  import KernelHarness
  import PacketPath

  /// What the kernel did with a packet, as far as it is compared: as text it is stored in recorded cases.
  struct KernelResult: Sendable, Equatable {
    /// The packet at its end.
    struct Out: Sendable, Equatable {
      var interface: String, source: String, destination: String
      var sourcePort: UInt16?, destinationPort: UInt16?
      var mark: UInt32, ttl: UInt8, tos: UInt8
    }
    enum AnswerKnowledge: Sendable, Equatable {
      case sent(String)
      case silence
      /// One was made, but the node's own rules or routes kept it, or the kernel owed none at that moment.
      case unknown
    }
    var path: [String] = []
    var verdict = ""
    var answer = AnswerKnowledge.unknown
    var state: String?
    var out: Out?
    /// Where an answer would come from and go to: the reply direction of the connection.
    var reply: String?

    init() {}
    /// `backends`: the engines that hold rules. Of one of two, a step says which one.
    init(_ seen: KernelObservation, of backends: [KernelBackend]) {
      path = seen.steps.map { step in
        let engine = backends.count > 1 ? "\(step.backend)/" : ""
        return (step.pass == 2 ? "2 " : "") + (step.hook.map { "\($0) " } ?? "") + engine + step.description
      }
      verdict = seen.verdict.rawValue
      state = seen.connectionState
      if let made = seen.answer {
        answer = .sent(made.description)
      } else if !seen.answerMayBeWithheld && seen.answerSteps.isEmpty {
        answer = .silence
      }
      out = seen.out.map { packet in
        Out(
          interface: (seen.delivered == nil ? packet.outInterface : packet.inInterface) ?? "", source: packet.source.description,
          destination: packet.destination.description, sourcePort: packet.sourcePort, destinationPort: packet.destinationPort,
          mark: packet.mark, ttl: packet.ttl, tos: packet.tos)
      }
      reply = seen.conntrack.first.map {
        Self.reply($0.reply.source.description, $0.reply.destination.description, $0.status.rawValue >> 4 & 3)
      }
    }
    static func reply(_ source: String, _ destination: String, _ translations: UInt32) -> String {
      "\(source) \(destination) \(["-", "SNAT", "DNAT", "SNAT,DNAT"][Int(translations)])"
    }

    // MARK: Text

    var lines: [String] {
      var lines = path.map { "step \($0)" } + ["verdict \(verdict)"]
      switch answer {
      case .sent(let answer): lines.append("answer \(answer)")
      case .silence: lines.append("answer none")
      case .unknown: break
      }
      if let state { lines.append("state \(state)") }
      if let out {
        let ports = "\(out.sourcePort.map(String.init) ?? "-") \(out.destinationPort.map(String.init) ?? "-")"
        lines.append("out \(out.interface) \(out.source) \(out.destination) \(ports) mark \(out.mark) ttl \(out.ttl) tos \(out.tos)")
      }
      if let reply { lines.append("reply \(reply)") }
      return lines
    }
    /// Takes in one of `lines`; false if it is none.
    mutating func read(_ line: some StringProtocol) -> Bool {
      var words = Words(line)
      switch words.next() {
      case "step": path.append(words.remainder)
      case "verdict": verdict = words.next()
      case "answer": answer = words.remainder == "none" ? .silence : .sent(words.remainder)
      case "state": state = words.next()
      case "reply": reply = words.remainder
      case "out":
        let interface = words.next(), source = words.next(), destination = words.next()
        let ports = (UInt16(words.next()), UInt16(words.next()))
        let numbers = words.remainder.split(separator: " ").compactMap { UInt32($0) }
        out = Out(
          interface: interface, source: source, destination: destination, sourcePort: ports.0, destinationPort: ports.1, mark: numbers[0],
          ttl: UInt8(numbers[1]), tos: UInt8(numbers[2]))
      default: return false
      }
      return true
    }
  }

  // MARK: Comparing

  extension KernelResult {
    /// What of an outcome is not as the kernel has it; empty: all is.
    func differences(from outcome: Outcome, of backends: [KernelBackend], tracksConnections: Bool) -> [String] {
      var found: [String] = []
      func compare(_ what: String, _ predicted: String?, _ seen: String?) {
        guard let predicted, predicted != (seen ?? "none") else { return }
        found.append("\(what): predicted \(predicted), the kernel \(seen ?? "none")")
      }
      found += pathDifferences(outcome.path, of: backends, isStolen: outcome.verdict == .stolen)
      // A queue to nobody drops; what is stolen is seen no more.
      compare("verdict", [.queued, .stolen].contains(outcome.verdict) ? "dropped" : outcome.verdict.rawValue, verdict)
      switch answer {
      // What SYNPROXY answers in a server's place is no answer to a packet that ended.
      case .sent where outcome.verdict == .stolen: break
      case .unknown: break
      case .silence: compare("answer", Self.answer(outcome) ?? "none", nil)
      case .sent(let seen): compare("answer", Self.answer(outcome) ?? "none", seen)
      }
      if tracksConnections && !isDroppedByRaw(outcome, backends) { compare("state", outcome.conntrackState.names.first ?? "none", state) }
      guard let predicted = outcome.out else { return found }
      guard let out else {
        if outcome.verdict.rawValue == verdict { found.append("the kernel shows no packet at its end") }
        return found
      }
      compare("device", predicted.interface?.description, out.interface)
      compare("source", predicted.source?.description, out.source)
      compare("destination", predicted.destination?.description, out.destination)
      compare("destination port", predicted.destinationPort.map(String.init), out.destinationPort.map(String.init))
      if let ports = predicted.sourcePort, !(out.sourcePort.map { ports.contains($0) } ?? false) {
        found.append("source port: predicted \(ports), the kernel \(out.sourcePort.map(String.init) ?? "none")")
      }
      // Of a flow whose ports are not known, HMARK's mark is not.
      if !outcome.assumptions.contains(where: { $0.text.contains("-j HMARK") }) {
        compare("mark", String(predicted.mark), String(out.mark))
      }
      compare("ttl", String(predicted.ttl), String(out.ttl))
      compare("tos", String(predicted.tos), String(out.tos))
      if let reply, let family = predicted.source?.family, predicted.destination != nil, let awaited = outcome.awaited {
        let answers = [awaited.source, awaited.destination].map { Address($0, family).description }.joined(separator: " ")
        compare("reply", answers, reply.split(separator: " ").prefix(2).joined(separator: " "))
      }
      return found
    }

    func pathDifferences(_ predicted: [TraceStep], of backends: [KernelBackend], isStolen: Bool = false) -> [String] {
      var steps = predicted.map { Self.text($0, of: backends) }
      // nf_tables does not tell of a rule whose target took the packet.
      if isStolen && path.count < steps.count { steps.removeLast() }
      // A hook that the kernel did not tell is not compared.
      if steps.count == path.count && zip(steps, path).allSatisfy({ $0 == $1 || Self.withoutHook($0) == $1 }) { return [] }
      let common = zip(steps, path).prefix { $0 == $1 }.count
      return [
        "path, after \(common) equal steps: predicted \(steps.dropFirst(common).prefix(4)), the kernel \(path.dropFirst(common).prefix(4))"
      ]
    }
    /// A packet that raw dropped has not come to the place where its state is told; or not for the second time, after `CT` has changed what was
    /// told the first time.
    private func isDroppedByRaw(_ outcome: Outcome, _ backends: [KernelBackend]) -> Bool {
      guard let last = path.last, last.contains(backends.count > 1 ? "/raw:" : " raw:") else { return false }
      return state == nil || (last.hasPrefix("2 ") && state == "INVALID" && [.untracked, []].contains(outcome.conntrackState))
    }
    private static func text(_ step: TraceStep, of backends: [KernelBackend]) -> String {
      let place = (backends.count > 1 ? "\(backends[step.input])/" : "") + "\(step.table):\(step.chain ?? "")"
      let kind = step.kind == .rule ? "rule:\(step.rule ?? 0)" : step.kind.rawValue
      return "\(step.pass == 2 ? "2 " : "")\(step.hook.name) \(place):\(kind)"
    }
    private static func withoutHook(_ step: String) -> String {
      let words = step.split(separator: " ")
      return (words.count == 3 ? "2 " : "") + (words.last ?? "")
    }
    /// What an outcome says is sent back, in the harness's words; nil: nothing.
    private static func answer(_ outcome: Outcome) -> String? {
      guard let answer = outcome.answer?.split(separator: " ").last.map(String.init) else { return nil }
      if answer == "tcp-reset" { return answer }
      return codes[answer].map { "icmp \($0)" }
    }
    private static let codes = [
      "icmp-net-unreachable": "3/0", "icmp-host-unreachable": "3/1", "icmp-proto-unreachable": "3/2", "icmp-port-unreachable": "3/3",
      "icmp-net-prohibited": "3/9", "icmp-host-prohibited": "3/10", "icmp-admin-prohibited": "3/13", "icmp-time-exceeded": "11/0",
      "icmp6-no-route": "1/0", "icmp6-adm-prohibited": "1/1", "icmp6-addr-unreachable": "1/3", "icmp6-port-unreachable": "1/4",
      "icmp6-beyond-scope": "1/2", "icmp6-policy-fail": "1/5", "icmp6-reject-route": "1/6", "icmp6-time-exceeded": "3/0",
    ]
  }

  extension Prediction {
    /// Nothing if one of the outcomes is what the kernel did; else how the nearest one differs.
    func differences(from seen: KernelResult, of backends: [KernelBackend], tracksConnections: Bool) -> [String] {
      outcomes.map { seen.differences(from: $0, of: backends, tracksConnections: tracksConnections) }
        .min { $0.count < $1.count } ?? ["no outcome was predicted"]
    }
  }

#endif
