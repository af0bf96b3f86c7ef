/// `-m time`: hours, days and dates (time_mt in xt_time.c), in UTC unless `--kerneltz`.
public struct TimeMatch: Match {
  public static let info = ExtensionInfo(
    "time",
    options: [
      "--timestart hh:mm[:ss]", "--timestop hh:mm[:ss]", "[!] --monthdays list", "[!] --weekdays list", "--datestart date",
      "--datestop date",
      "--kerneltz", "--contiguous",
    ], spellings: ["--utc", "--localtz"], model: .partial, "Exact where the packet's time is given; unknown with --kerneltz.")
  private struct Options: BitwiseCopyable {
    var dateStart: UInt32 = 0, dateStop = Self.lastDate
    /// Seconds of the day.
    var start: UInt32 = 0, stop = Self.lastSecond
    /// A bit a day, from 1.
    var monthDays: UInt32 = Self.allMonthDays
    /// A bit a day, Monday's the second.
    var weekDays: UInt8 = Self.allWeekDays
    var isKernelZone = false, isContiguous = false
    var seen = SeenOptions()
    static let lastDate = UInt32(Int32.max), lastSecond: UInt32 = 86399
    static let allMonthDays: UInt32 = 0xffff_fffe, allWeekDays: UInt8 = 0xfe
  }
  private let options: Stored<Options>
  private static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while let isTaken = Self.readOption(&all, &reader) {
      guard isTaken else { return nil }
    }
    if all.isContiguous && all.start < all.stop { return nil }
    options = reader.store(all)
  }
  /// Nil: none of its options stands here. False: one whose value is not understood.
  private static func readOption(_ all: inout Options, _ reader: inout RuleReader) -> Bool? {
    func read<Value>(_ value: Value?, _ place: inout Value) -> Bool {
      if let value { place = value }
      return value != nil
    }
    if reader.takesPlain("--timestart", 0, of: &all.seen) { return read(Calendar.second(reader.string(reader.word())), &all.start) }
    if reader.takesPlain("--timestop", 1, of: &all.seen) { return read(Calendar.second(reader.string(reader.word())), &all.stop) }
    if reader.takesPlain("--datestart", 2, of: &all.seen) { return read(Calendar.date(reader.string(reader.word())), &all.dateStart) }
    if reader.takesPlain("--datestop", 3, of: &all.seen) { return read(Calendar.date(reader.string(reader.word())), &all.dateStop) }
    if reader.takes("--monthdays", 4, of: &all.seen) {
      let mask = reader.isNegated ? Options.allMonthDays : 0
      return read(monthDays(reader.string(reader.word())).map { $0 ^ mask }, &all.monthDays)
    }
    if reader.takes("--weekdays", 5, of: &all.seen) {
      let mask = reader.isNegated ? Options.allWeekDays : 0
      return read(weekDays(reader.string(reader.word())).map { $0 ^ mask }, &all.weekDays)
    }
    if reader.takesPlain("--kerneltz", 6, of: &all.seen) || reader.takesPlain("--localtz", 6, of: &all.seen) {
      all.isKernelZone = true
      return true
    }
    if reader.takesPlain("--utc", 6, of: &all.seen) { return true }
    if reader.takesPlain("--contiguous", 7, of: &all.seen) {
      all.isContiguous = true
      return true
    }
    return nil
  }
  private static func monthDays(_ text: String) -> UInt32? {
    var days: UInt32 = 0
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let day = UInt32(word), day < 32 else { return nil }
      days |= 1 << day
    }
    return days
  }
  private static func weekDays(_ text: String) -> UInt8? {
    var days: UInt8 = 0
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      if let number = UInt32(word) {
        if number == 0 { return nil }
        // What is no day falls out of the byte.
        days |= number < 8 ? 1 << UInt8(number) : 0
      } else {
        guard let day = dayNames.firstIndex(where: { word.hasPrefix($0.prefix(2)) }) else { return nil }
        days |= 1 << UInt8(day + 1)
      }
    }
    return days
  }

  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    guard let time = skb.packet.time, time >= 0, !all.isKernelZone else { return .unknown }
    if time < Int64(all.dateStart) || time > Int64(all.dateStop) { return .no }
    let second = UInt32(time % 86400)
    var day = time / 86400
    if all.start < all.stop {
      if second < all.start || second > all.stop { return .no }
    } else {
      if second < all.start && second > all.stop { return .no }
      if all.isContiguous && second <= all.stop { day -= 1 }
    }
    // 1 January 1970 was a Thursday.
    if all.weekDays >> UInt8((day + 3) % 7 + 1) & 1 == 0 { return .no }
    return Answer(all.monthDays == Options.allMonthDays || all.monthDays >> UInt32(Calendar.components(ofDay: day).day) & 1 == 1)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m time")
    if all.start != 0 || all.stop != Options.lastSecond {
      writer.write(" --timestart \(Calendar.text(second: all.start)) --timestop \(Calendar.text(second: all.stop))")
    }
    if all.monthDays != Options.allMonthDays {
      writer.write(" --monthdays " + (1..<32).filter { all.monthDays >> UInt32($0) & 1 == 1 }.map(String.init).joined(separator: ","))
    }
    if all.weekDays != Options.allWeekDays {
      writer.write(
        " --weekdays " + (0..<7).filter { all.weekDays >> UInt8($0 + 1) & 1 == 1 }.map { Self.dayNames[$0] }.joined(separator: ","))
    }
    if all.dateStart != 0 { writer.write(" --datestart " + Calendar.text(time: Int64(all.dateStart))) }
    writer.write(" --datestop " + Calendar.text(time: Int64(all.dateStop)))
    if all.isKernelZone { writer.write(" --kerneltz") }
    if all.isContiguous { writer.write(" --contiguous") }
  }
}

/// Dates in UTC, by the Gregorian calendar.
private enum Calendar {
  /// `hh:mm[:ss]` as a second of the day.
  static func second(_ text: String) -> UInt32? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
    guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], hour < 24, minute < 60 else { return nil }
    guard parts.count == 3 else { return hour * 3600 + minute * 60 }
    guard let second = parts[2], second < 60 else { return nil }
    return hour * 3600 + minute * 60 + second
  }
  /// `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]` as seconds since 1970.
  static func date(_ text: String) -> UInt32? {
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let days = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard (1...3).contains(days.count), halves.count == 1 || days.count == 3 else { return nil }
    guard let year = days[0], (1970...2038).contains(year) else { return nil }
    guard let month = days.count > 1 ? days[1] : 1, (1...12).contains(month) else { return nil }
    guard let day = days.count > 2 ? days[2] : 1, (1...31).contains(day) else { return nil }
    var time = self.day(year, month, day) * 86400
    if halves.count == 2 {
      let clock = halves[1].contains(":") ? String(halves[1]) : halves[1] + ":00"
      guard let second = second(clock) else { return nil }
      time += Int64(second)
    }
    return time <= Int64(Int32.max) ? UInt32(time) : nil
  }
  /// Days since 1970 (days_from_civil of Howard Hinnant's calendar algorithms).
  private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400, yearOfEra = y % 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
  static func components(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let z = day + 719_468
    let era = z / 146_097, dayOfEra = z % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
  private static func twoDigits(_ number: some BinaryInteger) -> String { number < 10 ? "0\(number)" : "\(number)" }
  static func text(second: UInt32) -> String {
    "\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))"
  }
  static func text(time: Int64) -> String {
    let date = components(ofDay: time / 86400)
    return "\(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day))T" + text(second: UInt32(time % 86400))
  }
}
