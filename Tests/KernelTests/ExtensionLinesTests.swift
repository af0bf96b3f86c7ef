#if os(Linux)

  import KernelHarness
  import PacketPath
  import TestSupport
  import Testing

  /// Every line of the extensions' data, in every chain, family and backend that it speaks of, before the tools that it is about.
  @Suite("The extensions' data is what the real tools say", .needsKernel)
  struct ExtensionLinesTests {
    /// Files that do not ask for a module which the kernel of the tests does not have.
    static let files = Corpus.files(in: "extensions") { $0.hasSuffix(".t") }.filter { file in
      (try? Corpus.string(file))?.contains("# needs kernel module") == false
    }

    @Test("Lines are accepted, saved and refused as recorded", arguments: files, KernelBackend.allCases)
    func lines(_ file: String, _ backend: KernelBackend) throws {
      let text = try Corpus.string(file)
      let tool = try RuleTool(backend, needs: text)
      let lines = try ExtensionData(text, name: file).lines.filter { $0.backends.contains(backend == .nft ? .nft : .legacy) }
      var tried = 0, failures: [String] = []
      for family in IPFamily.allCases {
        for chain in Set(lines.flatMap(\.chains)).sorted() {
          for table in Table.allCases {
            let here = lines.filter { $0.table == table && $0.families.contains(family) && $0.chains.contains(chain) }
            tried += here.count
            failures += tool.differences(here.filter { $0.saved != nil }, chain, family)
            failures += here.filter { $0.saved == nil && tool.saved([$0], chain, family) != nil }.map {
              "\($0.number): accepted: \($0.rule)"
            }
          }
        }
      }
      #expect(failures.isEmpty, "\(file), \(failures.count) of \(tried):\n\(failures.prefix(20).joined(separator: "\n"))")
      #expect(tried > 0 || lines.isEmpty, "no line was tried")
    }
  }

  /// iptables-restore and iptables-save in a namespace, with what a file's rules need.
  private struct RuleTool {
    private let namespace: KernelNamespace, backend: KernelBackend
    /// Rules that stand in front of those that are tried, with their chain.
    private let before: [String]

    init(_ backend: KernelBackend, needs text: String) throws {
      func values(_ key: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("# \(key): ") }.map { String($0.dropFirst(key.utf8.count + 4)) }
      }
      var node = KernelNode(backend: backend)
      node.tracksConnections = false
      let sets = values("ipset").map { "\($0)\n" }.joined()
      if !sets.isEmpty { node.ipset = sets }
      // The harness makes the objects that rules name.
      let objects = values("nfacct").map { "-A INPUT -m nfacct --nfacct-name \($0.split(separator: " ").last ?? "")\n" }.joined()
      if !objects.isEmpty { node.iptables = "*filter\n:INPUT ACCEPT [0:0]\n\(objects)COMMIT\n" }
      before = values("before").filter { $0.hasPrefix("-A ") }
      self.backend = backend
      namespace = try KernelNamespace(node)
    }

    /// How rules of one table are saved behind `-A CHAIN `; nil: they are refused.
    func saved(_ lines: [ExtensionDataLine], _ chain: String, _ family: IPFamily) -> [String]? {
      guard let table = lines.first?.table else { return [] }
      func tool(_ verb: String) -> String { backend.tool(verb, isIPv6: family == .ipv6) }
      let front = before.filter { rule in table.hooks.contains { rule.hasPrefix("-A \($0.name) ") } }
      let text =
        "*\(table.name)\n" + table.hooks.map { ":\($0.name) ACCEPT [0:0]\n" }.joined() + ":UCHAIN - [0:0]\n"
        + (front + lines.map { "-A \(chain) \($0.rule)" }).map { "\($0)\n" }.joined() + "COMMIT\n"
      guard (try? namespace.tool([tool("restore")], input: text)) != nil,
        let output = try? namespace.tool([tool("save"), "-t", table.name])
      else { return nil }
      let rules = output.split(separator: "\n").filter { $0 == "-A \(chain)" || $0.hasPrefix("-A \(chain) ") }
      return rules.dropFirst(front.count { $0.hasPrefix("-A \(chain) ") }).map { rule in
        // Blanks at the ends do not count.
        rule.dropFirst(chain.utf8.count + 3).trimmed
      }
    }
    /// All at once, and one by one where not all of them are as recorded.
    func differences(_ lines: [ExtensionDataLine], _ chain: String, _ family: IPFamily) -> [String] {
      if saved(lines, chain, family) == lines.map({ $0.saved ?? "" }) { return [] }
      return lines.compactMap { line in
        let found = saved([line], chain, family)
        return found == [line.saved ?? ""] ? nil : "\(line.number): \(family) \(chain) \(line.rule): \(found?.first ?? "refused")"
      }
    }
  }

  extension Substring {
    fileprivate var trimmed: String {
      var text = self
      while text.first == " " { text.removeFirst() }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }

#endif
