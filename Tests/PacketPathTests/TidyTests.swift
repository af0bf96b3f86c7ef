import FoundationEssentials
import TestSupport
import Testing

@testable import PacketPath

/// The code base itself: what its layout promises.
struct TidyTests {
  private static let package = String(Corpus.folder.dropLast("/Corpus".count))

  private static func swiftFiles(in folder: String) -> [(name: String, text: String)] {
    let path = package + "/" + folder
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let data = (try? Data(contentsOf: URL(filePath: path + "/" + name))) ?? Data()
      return (name, String(decoding: data, as: UTF8.self))
    }
  }

  /// Extensions whose word is a header option, or that have no data of iptables, and why.
  private static let otherData = [
    "-s": "address", "-d": "address", "-i": "interface", "-o": "interface", "-p": "protocol", "-f": "fragment",
    "ACCEPT": "standard.target", "DROP": "standard.target", "RETURN": "standard.target",
  ]
  private static let withoutData = ["SECMARK", "CONNSECMARK"]  // They need a security module, which the recording kernel had not.

  @Test func `every extension has its data`() {
    let files = Set(Corpus.files(in: "extensions") { $0.hasSuffix(".t") }.map { String($0.dropFirst("extensions/".count).dropLast(2)) })
    for info in PacketPath.Test.infos { #expect(files.contains(Self.otherData[info.name] ?? info.name), "no data of \(info.name)") }
    for info in TargetAction.infos where !Self.withoutData.contains(info.name) {
      #expect(files.contains(Self.otherData[info.name] ?? info.name + ".target"), "no data of \(info.name)")
    }
  }
  @Test func `every file of a match or target holds one that is registered`() {
    for (folder, suffix, registry) in [("Matches", "Match", "MatchRegistry"), ("Targets", "Target", "TargetRegistry")] {
      let files = Self.swiftFiles(in: "Sources/PacketPath/Extensions/" + folder)
      let lines = Self.swiftFiles(in: "Sources/PacketPath/Extensions").first { $0.name == registry + ".swift" }!.text
      #expect(files.count > 20)
      for file in files where file.name.hasSuffix(suffix + ".swift") && file.name != "OpaqueMatch.swift" {
        let type = String(file.name.dropLast(".swift".count))
        let declared = file.text.split(separator: "\n").filter { $0.hasPrefix("public struct ") && $0.hasSuffix(": \(suffix) {") }
        #expect(!declared.isEmpty, "\(file.name) declares no \(suffix)")
        for line in declared {
          let name = line.split { $0 == " " || $0 == ":" }[2]
          for use in ["(\(name))", "\(name)(parsing: &reader)", "\(name).info"] {
            let isHeader = use.contains("parsing") && ["AddressMatch", "InterfaceMatch", "ProtocolMatch", "FragmentMatch"].contains(type)
            #expect(isHeader || lines.contains(use), "\(registry) has no `\(use)`")
          }
        }
        let infos = file.text.split(separator: "public static let info = ").count - 1
        #expect(infos == declared.count, "\(file.name) has \(infos) infos")
      }
    }
  }
  @Test func `an extension says what it takes`() {
    for info in PacketPath.Test.infos + TargetAction.infos {
      #expect(!info.note.isEmpty && info.note.hasSuffix("."), "\(info.name): `\(info.note)`")
      #expect(!info.families.isEmpty)
      for option in info.options + info.spellings { #expect(option.contains("-"), "\(info.name): `\(option)`") }
    }
  }
  @Test func `a test, a target and a flattened step are small`() {
    #expect(MemoryLayout<PacketPath.Test>.size <= 12)
    #expect(MemoryLayout<TargetAction>.size <= 12)
    #expect(MemoryLayout<DispatchStep>.stride == 12)
  }
  @Test func `a file fits in the head`() {
    for folder in ["Sources", "Tests"] {
      for file in Self.swiftFiles(in: folder) {
        let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(count <= 600, "\(file.name) has \(count) lines")
      }
    }
  }
  @Test func `the engine imports no Foundation, and a C library in two files alone, for memchr and madvise`() {
    for file in Self.swiftFiles(in: "Sources/PacketPath") {
      let isText = ["SourceText.swift", "HugePages.swift"].contains { file.name.hasSuffix("Bytes/" + $0) || file.name == $0 }
      let refused = ["Foundation", "FoundationEssentials"] + (isText ? [] : ["Glibc", "Musl", "Darwin"])
      let imports = file.text.split(separator: "\n").filter { line in refused.contains { line.hasSuffix("import " + $0) } }
      #expect(imports.isEmpty, "\(file.name): \(imports.joined(separator: ", "))")
    }
  }
}
