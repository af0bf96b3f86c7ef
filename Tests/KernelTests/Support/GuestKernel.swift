#if os(Linux)

  import FoundationEssentials
  import KernelHarness
  import TestSupport

  /// What is done in a network namespace of a kernel that runs as a process, line by line (Corpus/ipvs/replay.py), and what came of it.
  struct GuestJob {
    /// What one line was answered with.
    struct Answer {
      /// What left, and by which device.
      var packets: [(device: String, packet: ObservedPacket)] = []
      /// What a command printed.
      var text = ""
      /// Since the job began.
      var seconds = 0.0
    }
    let name: String
    private(set) var lines: [String] = []
    init(_ name: String) { self.name = name }

    mutating func wire(_ device: String) { lines.append("wire \(device)") }
    /// A device that frames arrive on.
    mutating func tap(_ device: String) { lines.append("tap \(device)") }
    /// A packet arrives in a frame, which is not answered.
    mutating func arrive(_ packet: KernelPacket, label: UInt32, at deviceMAC: String) throws {
      guard case .interface(let device, let sourceMAC) = packet.arrival else { return }
      let frame = packet.frame(
        packet.encoded(label: label), from: try ethernetAddress(sourceMAC ?? "02:ff:00:00:00:01"), to: try ethernetAddress(deviceMAC))
      lines.append("frame \(device) \(Self.hex(frame))")
    }
    private static func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
    mutating func ip(_ line: String) { lines.append("ip \(line)") }
    /// `net.ipv4.vs.conntrack`
    mutating func sysctl(_ key: String, _ value: String) {
      lines.append("sysctl \(key.split(separator: ".").dropFirst().joined(separator: "/")) \(value)")
    }
    mutating func load(_ command: String, _ input: String) {
      lines.append("load \(command)")
      lines += input.split(separator: "\n").map(String.init) + ["."]
    }
    /// A command that must say nothing.
    mutating func load(_ command: String) { load(command, "") }
    /// Answered.
    mutating func run(_ command: String) { lines.append("run \(command)") }
    /// Answered.
    mutating func send(_ packet: KernelPacket, label: UInt32) {
      let bytes = Self.hex(packet.encoded(label: label))
      switch packet.arrival {
      case .interface(let device, _): lines.append("send \(device) \(bytes)")
      case .local: lines.append("local \(packet.destination) \(bytes)")
      }
    }
    /// Answered: who got the packet that was sent as the `number`-th (from 0) sends this back.
    mutating func answer(_ number: Int, _ flags: KernelPacket.TCPFlags) { lines.append("answer \(number) \(flags.rawValue)") }
    mutating func sleep(_ seconds: Double) { lines.append("sleep \(seconds)") }
  }

  /// Debian's user-mode-linux: a Linux with `ip_vs` that runs as an ordinary process, sees the machine's files read-only, and has no network.
  enum GuestKernel {
    struct Fault: Error, CustomStringConvertible { var description: String }

    /// Why there is none on this machine; nil: there is.
    static let unavailable: String? = {
      let needed = ["linux.uml", "ipvsadm", "ipset", "iptables-legacy-restore", "ip", "modprobe", "python3"]
      let folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/bin", "/usr/local/sbin"]
      for tool in needed where !folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }) {
        return "no \(tool)"
      }
      do {
        let answers = try perform(
          [GuestJob("probe")].map { job in
            var job = job
            job.run("ipvsadm -ln")
            return job
          })
        return answers[0][0].text.contains("IP Virtual Server") ? nil : "no ip_vs in user-mode-linux: \(answers[0][0].text)"
      } catch { return "\(error)" }
    }()

    /// Boots a kernel, does all jobs in it, and gives each one's answers in order. Takes a few seconds more than the jobs do.
    static func perform(_ jobs: [GuestJob], seconds: Int32 = 300) throws -> [[GuestJob.Answer]] {
      let folder = FileManager.default.temporaryDirectory.path() + "/packetpath-guest-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let text = jobs.flatMap { ["job \($0.name)"] + $0.lines }.joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: URL(filePath: folder + "/jobs.txt"))
      let arguments = [
        "linux.uml", "mem=256M", "rootfstype=hostfs", "rootflags=/", "ro", "uml_dir=\(folder)/uml", "init=/bin/sh", "results=\(folder)",
        "script=replay.py", "con0=null", "con=null", "quiet", "--", Corpus.folder + "/ipvs/guest.sh",
      ]
      _ = try runTool(arguments, seconds: seconds)
      guard let answers = try? Data(contentsOf: URL(filePath: folder + "/answers.txt")) else {
        let log = (try? Data(contentsOf: URL(filePath: folder + "/log"))).map { String(decoding: $0, as: UTF8.self) } ?? "it did not boot"
        throw Fault(description: "user-mode-linux: \(log)")
      }
      return try read(String(decoding: answers, as: UTF8.self), jobs)
    }
    private static func read(_ text: String, _ jobs: [GuestJob]) throws -> [[GuestJob.Answer]] {
      var all: [[GuestJob.Answer]] = [], answer = GuestJob.Answer()
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ", maxSplits: 2)
        switch words[0] {
        case "job": all.append([])
        case "|": answer.text += line.dropFirst(2) + "\n"
        case "out":
          guard words.count == 3, let packet = ObservedPacket(bytes: bytes(words[2])[...]) else { continue }
          answer.packets.append((String(words[1]), packet))
        case "end":
          answer.seconds = words.count > 1 ? Double(words[1]) ?? 0 : 0
          all[all.count - 1].append(answer)
          answer = GuestJob.Answer()
        default: throw Fault(description: "job \(all.count) (\(jobs[max(all.count - 1, 0)].name)): \(line)")
        }
      }
      guard all.count == jobs.count else { throw Fault(description: "\(all.count) of \(jobs.count) jobs were answered") }
      return all
    }
    private static func bytes(_ hex: Substring) -> [UInt8] {
      let digits = Array(hex.utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
      return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
  }

#endif
