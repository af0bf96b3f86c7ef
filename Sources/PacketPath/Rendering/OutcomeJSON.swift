extension Outcome {
  public func write(to json: inout JSONWriter, _ context: PredictionContext) {
    json.object(.lines) { json in
      if !json.writeShare(weight, context) { writeChances(to: &json) }
      json.member("verdict", verdict.rawValue)
      json.member("translated", isTranslated)
      writeEndpoint(to: &json, context)
      json.member("service", service)
      json.member("out") { if let out { out.write(to: &$0) } else { $0.null() } }
      json.member("sourceTranslation") { if let sourceTranslation { sourceTranslation.write(to: &$0) } else { $0.null() } }
      json.member("answer", answer)
      json.member("conntrack") { json in
        json.object { json in
          json.member("state", conntrackState.names.first)
          json.member("mark", conntrackMark)
        }
      }
      json.member("reply") { if let reply { reply.write(to: &$0, context) } else { $0.null() } }
      json.member("assumptions") { $0.array(assumptions, .lines) { json, assumption in assumption.write(to: &json, context) } }
      json.member("path") { $0.array(path, .lines) { json, step in step.write(to: &json, context) } }
    }
  }
  /// The exact factors, where their product is too long to be written.
  private func writeChances(to json: inout JSONWriter) {
    json.member("chances") { json in
      json.array(chances) { json, chance in
        json.array([chance.parts, chance.whole]) { json, number in json.value(number) }
      }
    }
  }
  private func writeEndpoint(to json: inout JSONWriter, _ context: PredictionContext) {
    json.member("endpoint") { json in
      json.object { json in
        json.member("address", endpoint.address?.description)
        json.member("port", endpoint.port)
        if endpoint.host != 0 { json.member("host", context.hostNames[endpoint.host]) }
        if isTranslated { json.writeProxy(of: endpoint, context) }
      }
    }
  }
}

extension JSONWriter {
  /// Of kube-proxy's own port: that it is that, and the endpoints behind it; null where no log names them.
  mutating func writeProxy(of endpoint: Endpoint, _ context: PredictionContext) {
    guard let port = endpoint.port, let behind = context.userspacePorts[port] else { return }
    member("proxy", "userspace")
    member("behind") { json in
      guard let behind else { return json.null() }
      json.array(behind) { json, endpoint in
        json.object { json in
          json.member("address", endpoint.address?.description)
          json.member("port", endpoint.port)
        }
      }
    }
  }
}

extension Emission {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("interface", interface.flatMap { $0.isKnown ? $0.description : nil })
      json.member("source", source?.description)
      json.member("sourcePort", sourcePort.flatMap { $0.isSingle ? $0.low : nil })
      json.member("destination", destination?.description)
      json.member("destinationPort", destinationPort)
      json.member("mark", mark)
      json.member("ttl", ttl)
      json.member("tos", tos)
    }
  }
}

extension SourceTranslation {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", kind.rawValue)
      json.member("address", address?.description)
      switch ports {
      case .kept: json.member("ports", "kept")
      case .range(let range): json.member("ports", range.description)
      case .none: json.member("ports") { $0.null() }
      }
    }
  }
}

extension Reply {
  func write(to json: inout JSONWriter, _ context: PredictionContext) {
    json.object { json in
      json.member("reachesClient", reachesClient)
      json.member("verdict", verdict?.rawValue)
      json.member("path") { $0.array(path, .lines) { json, step in step.write(to: &json, context) } }
    }
  }
}

extension Assumption {
  func write(to json: inout JSONWriter, _ context: PredictionContext) {
    let input = context.input(ofRuleset: input)
    json.object { json in
      json.member("line", line)
      json.member("text", text)
      json.member("assumed", assumed)
      if line != nil && input != 0 { json.member("input", input) }
    }
  }
}

extension TraceStep {
  func write(to json: inout JSONWriter, _ context: PredictionContext) {
    let input = context.input(ofRuleset: input)
    json.object { json in
      json.member("hook", hook.name)
      json.member("table", table)
      json.member("chain", chain)
      json.member("rule", rule)
      json.member("type", kind.rawValue)
      json.member("action", action)
      json.member("line", line)
      if line != nil && input != 0 { json.member("input", input) }
      if isCompleted { json.member("completed", true) }
      if pass != 1 { json.member("pass", pass) }
    }
  }
}
