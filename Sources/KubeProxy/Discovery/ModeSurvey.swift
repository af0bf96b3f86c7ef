public import PacketPath

/// Which mode of kube-proxy a node is in, and what another mode has left there.
public enum ModeSurvey {
  /// Remarks about one family. `survey`: of its rules.
  public static func notes(_ survey: RuleSurvey, _ facts: NodeFacts, _ family: IPFamily) -> [Diagnostic] {
    let serves = facts.virtualServers.serves(family), modes = survey.modes(hasVirtualServers: serves)
    var notes: [Diagnostic] = []
    func note(_ message: String) { notes.append(Diagnostic(.note, message)) }
    if modes.count == 1 { note("kube-proxy's mode on this node: \(modes[0].rawValue)") }
    let sets = facts.sets.all.filter { $0.name.description.hasPrefix("KUBE-") && ($0.family ?? .ipv4) == family }
    if !sets.isEmpty && !modes.contains(.ipvs) {
      let names = sets.prefix(3).map(\.name.description).joined(separator: ", ")
      let more = sets.count > 3 ? " and \(sets.count - 3) more" : ""
      note("sets of ipvs mode that no rule asks are left over: \(names)\(more)")
    }
    let served = facts.virtualServers.addresses
    let idle = (facts.addresses ?? []).filter {
      $0.interface.description == "kube-ipvs0" && $0.address.family == family && !$0.address.isLinkLocal && !served.contains($0.address)
    }
    if !idle.isEmpty {
      let names = idle.prefix(3).map(\.address.description).joined(separator: ", ")
      let more = idle.count > 3 ? " and \(idle.count - 3) more" : ""
      note("addresses of kube-ipvs0 without a virtual server: \(names)\(more): left over, or the virtual servers given are not all")
    }
    return notes
  }
}
