// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import Testing

struct HTTPDateTests {
  @Test(
    "The three forms of a date are read, anything else is none",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sunday, 06-Nov-94 08:49:37 UTC", 784_111_777), ("Sun Nov  6 08:49:37 1994", 784_111_777),
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Fri, 29 Feb 2036 23:59:59 GMT", 2_087_942_399), ("", nil), ("yesterday", nil),
      ("Sun, 06 Nov 1994 08:49:37", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
      ("Sun, xx Nov 1994 08:49:37 GMT", nil),
      ("Sun, 06 Foo 1994 08:49:37 GMT", nil),
    ] as [(String, Int64?)])
  func forms(_ text: String, _ seconds: Int64?) {
    #expect(HTTPDate.seconds(text) == seconds)
  }
}
