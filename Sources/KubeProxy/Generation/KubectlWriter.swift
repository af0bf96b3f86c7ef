import PacketPath

/// What `kubectl get services,endpointslices --all-namespaces -o json` prints: four blanks a level, keys in order.
struct KubectlWriter {
  let cluster: SyntheticCluster
  init(_ cluster: SyntheticCluster) { self.cluster = cluster }
  /// The endpoint slice controller puts at most this many into one.
  private static let sliceSize = 100

  // MARK: Services

  func writeServices(_ out: inout ByteWriter) {
    list(cluster.services, &out) { service, out in
      out.write("        {\n            \"apiVersion\": \"v1\",\n            \"kind\": \"Service\",\n            \"metadata\": {\n")
      out.write(
        "                \"name\": \"", service.name, "\",\n                \"namespace\": \"", service.namespace, "\"\n            },\n")
      out.write("            \"spec\": {\n")
      spec(service, &out)
      out.write("            },\n            \"status\": {\n                \"loadBalancer\": {")
      status(service, &out)
      out.write("}\n            }\n        }")
    }
  }
  private func spec(_ service: SyntheticService, _ out: inout ByteWriter) {
    let addresses = cluster.options.families.map { cluster.clusterIP(of: service, $0).description }
    var members: [(String, String)] = []
    func text(_ key: String, _ value: String) { members.append((key, "\"\(value)\"")) }
    if service.isExternal { text("externalTrafficPolicy", service.isExternallyLocal ? "Local" : "Cluster") }
    text("clusterIP", addresses[0])
    members.append(("clusterIPs", array(addresses, 16)))
    if let port = service.healthCheckPort { members.append(("healthCheckNodePort", "\(port)")) }
    text("internalTrafficPolicy", service.isInternallyLocal ? "Local" : "Cluster")
    members.append(("ipFamilies", array(cluster.options.families.map { $0 == .ipv4 ? "IPv4" : "IPv6" }, 16)))
    text("ipFamilyPolicy", cluster.options.hasIPv6 ? "RequireDualStack" : "SingleStack")
    if service.hasSourceRanges {
      let ranges = cluster.options.families.flatMap { cluster.sourceRanges(of: service, $0).map(\.description) }
      members.append(("loadBalancerSourceRanges", array(ranges, 16)))
    }
    members.append(("ports", ports(service)))
    text("sessionAffinity", service.affinitySeconds == nil ? "None" : "ClientIP")
    if let seconds = service.affinitySeconds {
      let config =
        "{\n                    \"clientIP\": {\n                        \"timeoutSeconds\": \(seconds)\n                    }\n                }"
      members.append(("sessionAffinityConfig", config))
    }
    text("type", service.hasLoadBalancer ? "LoadBalancer" : service.nodePort == nil ? "ClusterIP" : "NodePort")
    members.sort { $0.0 < $1.0 }
    for (i, (key, value)) in members.enumerated() {
      out.write("                \"", key, "\": ", value, i < members.count - 1 ? ",\n" : "\n")
    }
  }
  private func ports(_ service: SyntheticService) -> String {
    let indent = "                        "
    var lines: [String] = []
    if !service.portName.isEmpty { lines.append("\(indent)\"name\": \"\(service.portName)\"") }
    if let port = service.nodePort { lines.append("\(indent)\"nodePort\": \(port)") }
    lines.append("\(indent)\"port\": \(service.port)")
    lines.append("\(indent)\"protocol\": \"\(service.proto == .udp ? "UDP" : "TCP")\"")
    lines.append("\(indent)\"targetPort\": \(service.targetPort)")
    return "[\n                    {\n" + lines.joined(separator: ",\n") + "\n                    }\n                ]"
  }
  private func status(_ service: SyntheticService, _ out: inout ByteWriter) {
    let addresses = cluster.options.families.compactMap { cluster.loadBalancerIP(of: service, $0)?.description }
    if addresses.isEmpty { return }
    let entries = addresses.map { "                        {\n                            \"ip\": \"\($0)\"\n                        }" }
    out.write("\n                    \"ingress\": [\n", entries.joined(separator: ",\n"), "\n                    ]\n                ")
  }

  // MARK: EndpointSlices

  private struct Slice {
    var service: SyntheticService
    var family: IPFamily
    var number: Int
    var places: Range<Int>
  }
  func writeEndpointSlices(_ out: inout ByteWriter) {
    let slices = cluster.services.lazy.flatMap { service in
      cluster.options.families.flatMap { family in
        stride(from: 0, to: max(service.endpointCount, 1), by: Self.sliceSize).map { start in
          Slice(
            service: service, family: family, number: start / Self.sliceSize,
            places: start..<min(start + Self.sliceSize, service.endpointCount))
        }
      }
    }
    list(slices, &out) { slice, out in write(slice, &out) }
  }
  private func write(_ slice: Slice, _ out: inout ByteWriter) {
    let service = slice.service
    out.write("        {\n            \"addressType\": \"", slice.family == .ipv4 ? "IPv4" : "IPv6", "\",\n")
    out.write("            \"apiVersion\": \"discovery.k8s.io/v1\",\n            \"endpoints\": [")
    for place in slice.places { endpoint(place, slice, &out) }
    out.write(slice.places.isEmpty ? "],\n" : "\n            ],\n")
    out.write("            \"kind\": \"EndpointSlice\",\n            \"metadata\": {\n                \"labels\": {\n")
    out.write("                    \"kubernetes.io/service-name\": \"", service.name, "\"\n                },\n")
    out.write("                \"name\": \"", service.name, "-", suffix(slice), "\",\n")
    out.write("                \"namespace\": \"", service.namespace, "\"\n            },\n            \"ports\": [\n                {\n")
    out.write(
      "                    \"name\": \"", service.portName, "\",\n                    \"port\": ", String(service.targetPort), ",\n")
    out.write(
      "                    \"protocol\": \"", service.proto == .udp ? "UDP" : "TCP", "\"\n                }\n            ]\n        }")
  }
  private func endpoint(_ place: Int, _ slice: Slice, _ out: inout ByteWriter) {
    let pod = cluster.pod(place, of: slice.service)
    out.write(place > slice.places.lowerBound ? ",\n                {\n" : "\n                {\n")
    out.write(
      "                    \"addresses\": [\n                        \"", cluster.address(of: pod, slice.family).description, "\"\n")
    out.write("                    ],\n                    \"conditions\": {\n                        \"ready\": true,\n")
    out.write("                        \"serving\": true,\n                        \"terminating\": false\n                    },\n")
    out.write("                    \"nodeName\": \"node-", String(pod.node), "\"\n                }")
  }
  /// Five characters, as the controller draws them.
  private func suffix(_ slice: Slice) -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789")
    var random = SplitMix64(
      seed: cluster.options.seed &+ UInt64(slice.service.index) << 16 &+ UInt64(slice.number) << 1 &+ (slice.family == .ipv4 ? 0 : 1))
    return String((0..<5).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
  }

  // MARK: Lists

  private func list<Items: Sequence>(_ items: Items, _ out: inout ByteWriter, _ write: (Items.Element, inout ByteWriter) -> Void) {
    out.write("{\n    \"apiVersion\": \"v1\",\n    \"items\": [")
    var isFirst = true
    for item in items {
      out.write(isFirst ? "\n" : ",\n")
      isFirst = false
      write(item, &out)
    }
    out.write(isFirst ? "]" : "\n    ]", ",\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n")
  }
  private func array(_ values: [String], _ indent: Int) -> String {
    let blanks = String(repeating: " ", count: indent)
    return "[\n" + values.map { "\(blanks)    \"\($0)\"" }.joined(separator: ",\n") + "\n\(blanks)]"
  }
}
