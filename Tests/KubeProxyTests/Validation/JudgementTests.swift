import PacketPath
import Testing

@testable import KubeProxy

@Suite struct JudgementTests {
  private typealias Target = Assertion.Target
  private func target(_ text: String, share: Double? = nil, masqueraded: Bool? = nil) -> Target {
    Target(Endpoint(parsing: text) ?? Endpoint(nil, port: nil), share: share, isMasqueraded: masqueraded)
  }
  private func judge(_ outcomes: [Outcome], _ expectation: Assertion.Expectation, remainder: Weight? = nil) -> Judgement {
    Judgement(.make(outcomes, remainder: remainder), expectation)
  }
  private let third = Weight(1, of: 3)
  private var even: [Outcome] {
    [
      .make(third, .forwarded, to: "10.0.0.7:80"), .make(third, .forwarded, to: "10.0.0.8:80", masqueraded: true),
      .make(third, .sent, to: "10.0.0.9:80"),
    ]
  }

  @Test func `reaches means exactly these endpoints`() {
    let all = ["10.0.0.9:80", "10.0.0.8:80", "10.0.0.7:80"].map { target($0) }
    #expect(judge(even, .reaches(all)).status == .passed)
    let fewer = judge(even, .reaches(Array(all.dropFirst())))
    #expect(fewer.status == .failed && fewer.message == "10.0.0.9:80 is reached too" && fewer.contradiction == 2)
    #expect(judge(even, .reaches(all + [target("10.0.0.6:80")])).message == "10.0.0.6:80 is never reached")
    #expect(judge(even, .reaches([target("10.0.0.7:80")])).status == .failed)
  }
  @Test func `a share holds within a hundred-thousandth, over all outcomes of its endpoint`() {
    let outcomes: [Outcome] = [
      .make(Weight(1, of: 4), .forwarded, to: "10.0.0.7:80"), .make(Weight(1, of: 2), .forwarded, to: "10.0.0.8:80"),
      .make(Weight(1, of: 4), .forwarded, to: "10.0.0.7:80"),
    ]
    #expect(judge(outcomes, .reaches([target("10.0.0.7:80", share: 0.500009), target("10.0.0.8:80", share: 0.5)])).status == .passed)
    let wrong = judge(outcomes, .reaches([target("10.0.0.7:80", share: 0.50002), target("10.0.0.8:80")]))
    #expect(wrong.status == .failed && wrong.message == "10.0.0.7:80 gets 50.000 %, not 50.002 %")
  }
  @Test func `masquerading is each endpoint's own`() {
    let expected = [target("10.0.0.7:80", masqueraded: false), target("10.0.0.8:80", masqueraded: true), target("10.0.0.9:80")]
    #expect(judge(even, .reaches(expected)).status == .passed)
    let wrong = judge(even, .reaches([target("10.0.0.7:80", masqueraded: true), target("10.0.0.8:80"), target("10.0.0.9:80")]))
    #expect(wrong.message == "10.0.0.7:80 is reached without masquerading")
    let other = judge(even, .reaches([target("10.0.0.7:80"), target("10.0.0.8:80", masqueraded: false), target("10.0.0.9:80")]))
    #expect(other.message == "10.0.0.8:80 is masqueraded")
    let both: [Outcome] = [
      .make(Weight(1, of: 2), .forwarded, to: "10.0.0.7:80"), .make(Weight(1, of: 2), .forwarded, to: "10.0.0.7:80", masqueraded: true),
    ]
    for masqueraded in [true, false] { #expect(judge(both, .reaches([target("10.0.0.7:80", masqueraded: masqueraded)])).status == .failed) }
  }
  @Test(arguments: Verdict.allCases) func `each verdict is of one kind of expectation`(verdict: Verdict) {
    let translated = [Outcome.make(verdict, isTranslated: true)], plain = [Outcome.make(verdict, isTranslated: false)]
    #expect((judge(plain, .drops).status == .passed) == [.dropped, .unroutable].contains(verdict))
    #expect((judge(plain, .rejects(with: nil)).status == .passed) == (verdict == .rejected))
    #expect((judge(plain, .passes).status == .passed) == verdict.isPass)
    #expect((judge(plain, .delivers).status == .passed) == (verdict == .delivered))
    #expect(judge(translated, .passes).status == .failed)
    #expect(judge(translated, .delivers).status == .failed)
  }
  @Test func `mixed verdicts fail every kind`() {
    let mixed: [Outcome] = [
      .make(Weight(1, of: 2), .forwarded, to: "10.0.0.7:80", isTranslated: false), .make(Weight(1, of: 2), .dropped, to: "10.0.0.7:80"),
    ]
    for expectation in [Assertion.Expectation.drops, .passes, .delivers, .rejects(with: nil), .reaches([target("10.0.0.7:80")])] {
      #expect(judge(mixed, expectation).status == .failed)
    }
    let message = judge(mixed, .reaches([target("10.0.0.7:80")])).message
    #expect(
      message
        == "expected reaches 10.0.0.7:80, but the packet is dropped on its way to 10.0.0.7:80 in 50.000 % of cases, in filter FORWARD, line 12"
    )
  }
  @Test func `the answer of a rejection is compared if it is named`() {
    let outcomes = [Outcome.make(.rejected, isTranslated: false, answer: "tcp-reset")]
    #expect(judge(outcomes, .rejects(with: "tcp-reset")).status == .passed)
    #expect(judge(outcomes, .rejects(with: "icmp-port-unreachable")).status == .failed)
  }
  @Test func `what depends on an assumption is unknown`() {
    let either: [Outcome] = [.make(.forwarded, to: "10.0.0.7:80", if: [("u32", true)]), .make(.dropped, if: [("u32", false)])]
    let judgement = judge(either, .drops)
    #expect(judgement.status == .unknown)
    #expect(judgement.message.hasPrefix("it depends on u32 (line 7); perhaps "))
    #expect(judge(either, .reaches([target("10.0.0.7:80")])).status == .unknown)
  }
  @Test func `a definite failure beats an unknown`() {
    let either: [Outcome] = [.make(.forwarded, to: "10.0.0.7:80", if: [("u32", true)]), .make(.dropped, if: [("u32", false)])]
    #expect(judge(either, .rejects(with: nil)).status == .failed)
    let partly: [Outcome] =
      [.make(Weight(1, of: 2), .dropped)]
      + either.map { outcome in
        var outcome = outcome
        outcome.weight = Weight(1, of: 2)
        return outcome
      }
    #expect(judge(partly, .reaches([target("10.0.0.7:80")])).status == .failed)
  }
  @Test func `an assumption that changes nothing is none`() {
    let same: [Outcome] = [
      .make(.forwarded, to: "10.0.0.7:80", if: [("u32", true)]), .make(.forwarded, to: "10.0.0.7:80", if: [("u32", false)]),
    ]
    #expect(judge(same, .reaches([target("10.0.0.7:80", share: 1)])).status == .passed)
  }
  @Test func `an endpoint of which only the port is known is unknown`() {
    var outcome = Outcome.make(.delivered)
    outcome.endpoint = Endpoint(nil, port: 48577)
    #expect(judge([outcome], .reaches([target("10.240.115.247:48577")])).status == .unknown)
    #expect(judge([outcome], .reaches([target("10.240.115.247:80")])).status == .failed)
  }
  @Test func `outcomes that were left out make a pass unknown, and no failure better`() {
    let outcomes = [Outcome.make(Weight(1, of: 2), .dropped)]
    #expect(judge(outcomes, .drops, remainder: Weight(1, of: 2)).status == .unknown)
    #expect(judge(outcomes, .passes, remainder: Weight(1, of: 2)).status == .failed)
  }
  @Test func `no prediction is no pass`() {
    #expect(judge([], .drops).status == .unknown)
  }
}
