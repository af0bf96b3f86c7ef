import FoundationEssentials
public import PacketPath

/// The project's data: captures, data of extensions, scenarios, regressions.
public enum Corpus {
  /// The folder, found from this file's own place.
  public static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Corpus").path

  public static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: folder + "/" + path))) }
  public static func text(_ path: String) throws -> SourceText {
    SourceText(try bytes(path), name: path.split(separator: "/").last.map(String.init) ?? path)
  }
  public static func string(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

  /// Paths below a folder of Corpus, relative to Corpus, in order. Traps where the folder is missing: a test over no files would assert nothing.
  public static func files(in path: String, where isWanted: (String) -> Bool) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder + "/" + path)) ?? []
    let files = names.filter(isWanted).sorted().map { path + "/" + $0 }
    precondition(!files.isEmpty, "no such files in Corpus/\(path)")
    return files
  }
  /// Every rule dump that a real `iptables-save` or `ip6tables-save` printed.
  public static let savedRules = files(in: "captures") { name in
    let file = name.split(separator: "/").last ?? ""
    return file.hasSuffix("save.txt") && file.hasPrefix("ip") && !file.hasPrefix("ipset") && !file.hasPrefix("ipvs")
  }
}
