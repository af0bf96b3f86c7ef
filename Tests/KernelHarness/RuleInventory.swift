#if os(Linux)

  /// What a trace needs to know of the rules: how many each chain has, what each one's target is, and, for nf_tables, which handle stands at
  /// which place.
  struct RuleInventory {
    struct ChainKey: Hashable {
      var backend: KernelBackend
      var isIPv6: Bool
      var table: String
      var chain: String
    }

    struct Chain {
      /// nil for a user chain.
      var hook: KernelHook?
      /// The targets, in order; empty for a rule without one.
      var targets: [String] = []
      /// nf_tables: the place (from 1) of each rule handle.
      var numbers: [UInt64: Int] = [:]

      mutating func append(target: String, handle: UInt64) {
        targets.append(target)
        numbers[handle] = targets.count
      }
    }

    private(set) var chains: [ChainKey: Chain] = [:]

    func target(_ step: KernelObservation.Step) -> String? {
      guard case .rule(let number) = step.kind, let chain = self[step.backend, step.isIPv6, step.table, step.chain] else { return nil }
      return chain.targets.indices.contains(number - 1) ? chain.targets[number - 1] : nil
    }

    subscript(backend: KernelBackend, isIPv6: Bool, table: String, chain: String) -> Chain? {
      chains[ChainKey(backend: backend, isIPv6: isIPv6, table: table, chain: chain)]
    }

    /// From what `iptables-legacy-save` printed.
    mutating func addSaved(_ text: String, isIPv6: Bool) {
      for line in SavedLine.lines(of: text) {
        let key = ChainKey(backend: .legacy, isIPv6: isIPv6, table: line.table, chain: line.chain)
        switch line.kind {
        case .chain(let isBase): chains[key, default: Chain()].hook = isBase ? KernelHook(rawValue: line.chain) : nil
        case .rule(let target): chains[key, default: Chain()].targets.append(target)
        }
      }
    }

    /// From the kernel's own list of nf_tables chains and rules of one family. `iptables-nft-save` takes quadratic time for it.
    mutating func addDump(from socket: NetlinkSocket, isIPv6: Bool) throws {
      let family: UInt8 = isIPv6 ? 10 : 2
      // NFT_MSG_GETCHAIN and NFT_MSG_GETRULE.
      try socket.dump(NetlinkRequest(.tables, 4, flags: NetlinkRequest.dump, family: family), "chains") { message in
        let attributes = message.attributes
        guard message.family == family, let table = attributes[1]?.text, let chain = attributes[3]?.text else { return }
        let hook = attributes[4].flatMap { KernelHook(number: Int(NetlinkAttributes($0)[1]?.network32() ?? 99)) }
        chains[ChainKey(backend: .nft, isIPv6: isIPv6, table: table, chain: chain), default: Chain()].hook = hook
      }
      try socket.dump(NetlinkRequest(.tables, 7, flags: NetlinkRequest.dump, family: family), "rules") { message in
        let attributes = message.attributes
        guard message.family == family, let table = attributes[1]?.text, let chain = attributes[2]?.text else { return }
        let key = ChainKey(backend: .nft, isIPv6: isIPv6, table: table, chain: chain)
        let handle = attributes[3]?.network64() ?? 0
        chains[key, default: Chain()].append(target: Self.target(of: attributes.nested(4)), handle: handle)
      }
    }

    /// The name of the x_tables target among a rule's expressions, or of the expression that does the same.
    private static func target(of expressions: NetlinkAttributes) -> String {
      var found = ""
      for (_, element) in expressions.all {
        let expression = NetlinkAttributes(element)
        switch expression[1]?.text {
        case "target": found = expression.nested(2)[1]?.text ?? ""
        case "reject": found = "REJECT"
        default: break
        }
      }
      return found
    }
  }

  /// One line of what an iptables-save tool printed that declares a chain or is a rule.
  struct SavedLine {
    enum Kind {
      case chain(isBase: Bool)
      case rule(target: String)
    }

    var table: String
    var chain: String
    var kind: Kind
    /// From `[packets:bytes]`; zero without.
    var packets: UInt64 = 0
    var bytes: UInt64 = 0

    static func lines(of text: String) -> [SavedLine] {
      var table = ""
      var lines: [SavedLine] = []
      for line in text.split(separator: "\n") {
        switch line.first {
        case "*": table = String(line.dropFirst())
        case ":":
          let words = line.dropFirst().split(separator: " ")
          guard words.count >= 2 else { continue }
          var declaration = SavedLine(table: table, chain: String(words[0]), kind: .chain(isBase: words[1] != "-"))
          if words.count > 2 { declaration.readCounters(words[2]) }
          lines.append(declaration)
        case "[", "-":
          let words = Self.words(of: line)
          guard let add = words.firstIndex(of: "-A"), add <= 1, words.count > add + 1 else { continue }
          let jump = words.lastIndex { $0 == "-j" || $0 == "-g" }
          let target = jump.flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil } ?? ""
          var rule = SavedLine(table: table, chain: words[add + 1], kind: .rule(target: target))
          if add == 1 { rule.readCounters(words[0][...]) }
          lines.append(rule)
        default: continue
        }
      }
      return lines
    }

    private mutating func readCounters(_ text: Substring) {
      let numbers = text.dropFirst().dropLast().split(separator: ":").compactMap { UInt64($0) }
      guard numbers.count == 2 else { return }
      (packets, bytes) = (numbers[0], numbers[1])
    }

    /// The words outside quotes; what stands in quotes is one word, and none of the words a reader looks for.
    private static func words(of line: Substring) -> [String] {
      var words: [String] = []
      var word: [UInt8] = []
      var isQuoted = false
      var isEscaped = false
      for byte in line.utf8 {
        if isEscaped {
          isEscaped = false
        } else if isQuoted, byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isQuoted.toggle()
          word.append(byte)
        } else if byte == UInt8(ascii: " "), !isQuoted {
          words.append(String(decoding: word, as: UTF8.self))
          word = []
        } else {
          word.append(byte)
        }
      }
      words.append(String(decoding: word, as: UTF8.self))
      return words
    }
  }

#endif
