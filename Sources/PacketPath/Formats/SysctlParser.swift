/// Reads what `sysctl -a` prints, files for `sysctl -p`, and `grep -r . /proc/sys`.
///
/// `net.ipv4.conf.eth0/100.rp_filter` is of the device `eth0.100`. Complaints of sysctl among the lines (`sysctl: permission denied …`) and
/// comments are passed over.
public enum SysctlParser {
  public static func parse(_ text: SourceText) -> Parsed<Sysctls> {
    var lines = LineReader(text, breaksAtBackslash: false)
    var sysctls = Sysctls()
    while let line = lines.next() {
      let words = line.words.map(\.text).joined(separator: " ")
      if words.hasPrefix("sysctl:") || words.hasPrefix("error:") || words.hasPrefix("#") || words.hasPrefix(";") { continue }
      if let (key, value) = setting(words) {
        sysctls[key] = value
      } else {
        lines.remark(.warning, "not a setting: \(words.shown)", line)
      }
    }
    return lines.finish(sysctls)
  }

  /// `key = value`, `key=value`, `/proc/sys/key:value`; blanks within a value count as one.
  package static func setting(_ words: String) -> (key: String, value: String)? {
    // `-key` in a file for `sysctl -p`: no complaint if it cannot be set.
    var key = words.hasPrefix("-") ? words.dropFirst() : words[...]
    let isFile = key.hasPrefix("/proc/sys/")
    guard let end = key.firstIndex(where: { $0 == "=" || isFile && $0 == ":" }) else { return nil }
    var value = key[key.index(after: end)...]
    if value.first == " " { value = value.dropFirst() }
    key = key[..<end]
    if isFile { key = key.dropFirst(10) }
    while key.last == " " { key = key.dropLast() }
    guard !key.isEmpty, key.utf8.contains(where: { $0 == 0x2e || $0 == 0x2f }), key.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
      return nil
    }
    return (String(key), String(value))
  }
}
