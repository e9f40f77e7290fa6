// SPDX-License-Identifier: Apache-2.0
import OCI
import Testing

/// The error a text is refused with, as the runtime prints it.
func refusal(_ text: String, limits: JSONLimits = JSONLimits()) -> String? { refusal(Array(text.utf8), limits: limits) }

func refusal(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> String? {
  do throws(JSONError) {
    _ = try JSONDocument.parse(bytes, limits: limits)
    return nil
  } catch { return error.text(file: "f") }
}

@Suite struct JSONDocumentTests {
  @Test(
    "a text that is not JSON is refused with its place",
    arguments: [
      ("", "invalid JSON: premature EOF, f:1:1"),
      ("{", "invalid JSON: premature EOF, f:1:2"),
      ("{\n  \"a\": 1", "/a: invalid JSON: premature EOF, f:2:9"),
      ("{\n  \"a\": tru }", "/a: invalid JSON: invalid string in json text, f:2:10"),
      ("{\"a\" 1}", "/a: invalid JSON: object key and value must be separated by a colon (':'), f:1:6"),
      ("{\"a\": [1, 2}", "/a/1: invalid JSON: after array element, I expect ',' or ']', f:1:12"),
      ("{} x", "invalid JSON: trailing garbage, f:1:4"),
      ("{}{}", "invalid JSON: trailing garbage, f:1:3"),
      ("{\"a\": 01}", "/a: invalid JSON: after key and value, inside map, I expect ',' or '}', f:1:8"),
      ("{\"a\": \"x\ny\"}", "/a: invalid JSON: invalid character inside string, f:1:8"),
      ("// c\n{}", "invalid JSON: probable comment found in input text, comments are not enabled, f:1:1"),
    ])
  func syntax(text: String, expected: String) { #expect(refusal(text) == expected) }

  @Test("a byte order mark is refused by name")
  func byteOrderMark() throws {
    let message = try #require(refusal([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))
    #expect(message.contains("byte order mark"))
  }

  @Test(
    "bytes that are not UTF-8 are refused, overlong forms and surrogates too",
    arguments: [
      [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xe0, 0x80, 0x80], [0x80],
    ])
  func invalidUTF8(bytes: [UInt8]) {
    #expect(refusal(Array("{\"é\": \"".utf8) + bytes + Array("\"}".utf8)) == "invalid UTF-8, f:1:8")
  }

  @Test("well-formed UTF-8 of every length is kept")
  func validUTF8() throws {
    let text = "{\"k\": \"é€😀\\u00e9\\u20ac\\ud83d\\ude00\"}"
    var reader = JSONReader(try JSONDocument.parse(Array(text.utf8)))
    let map = try reader.map()
    #expect(map == [KeyValue(key: "k", value: "é€😀é€😀")])
  }

  @Test(
    "half of a surrogate pair is refused",
    arguments: ["\\ud800", "\\udc00", "\\ud800x", "\\ud800\\n", "\\ud800\\ud800", "a\\\\\\ude00", "\\ud83d\\u0041"])
  func loneSurrogate(escape: String) {
    #expect(
      refusal("{\"k\":\n \"\(escape)\"}") == "/k: half of a surrogate pair in a string, which is no character, f:2:2")
  }

  @Test("a NUL in a string is refused, in a name too")
  func nul() {
    let cause = "a NUL in a string, which no path, name or argument can hold"
    #expect(refusal("[\"a\\u0000b\"]") == "/0: \(cause), f:1:2")
    #expect(refusal("{\"a\\u0000\": 1}")?.contains(cause) == true)
    #expect(refusal([0x5b, 0x22, 0x00, 0x22, 0x5d]) != nil)
  }

  @Test("a name that stands twice is refused, escaped or not, in small and in large objects")
  func duplicateNames() {
    let cause = "this name stands twice in its object"
    #expect(refusal("{\"a\": 1,\n \"a\": 2}") == "/a: \(cause), f:2:2")
    #expect(refusal("{\"x\": {\"ab\": 1, \"\\u0061b\": 2}}") == "/x/ab: \(cause), f:1:17")
    let many = (0..<500).map { "\"k\($0)\": \($0)" }.joined(separator: ", ")
    #expect(refusal("{\(many)}") == nil)
    #expect(refusal("{\(many), \"k77\": 0}")?.hasPrefix("/k77: \(cause), f:1:") == true)
  }

  @Test("a large object is checked for names given twice in reasonable time")
  func manyNames() {
    let many = (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",")
    let clock = ContinuousClock()
    let spent = clock.measure { #expect(refusal("{\(many)}") == nil) }
    #expect(spent < .seconds(10))
  }

  @Test("depth is limited to 64, and 100000 levels cost nothing")
  func depth() {
    func nested(_ count: Int) -> String { String(repeating: "[", count: count) + String(repeating: "]", count: count) }
    #expect(refusal(nested(64)) == nil)
    #expect(refusal(nested(65))?.hasSuffix("arrays and objects inside one another deeper than 64, f:1:65") == true)
    #expect(refusal(nested(100_000)) != nil)
    #expect(refusal(String(repeating: "{\"a\":", count: 100_000)) != nil)
  }

  @Test("size is limited to 4 MiB")
  func size() {
    let limit = 4 << 20
    let padding = [UInt8](repeating: 0x20, count: limit - 2)
    #expect(refusal(Array("{}".utf8) + padding) == nil)
    #expect(refusal(Array("{} ".utf8) + padding) == "4194305 bytes of JSON, but at most 4194304 are read, f")
  }

  @Test("every prefix of a document is refused, none crashes")
  func truncation() throws {
    let text = Array("{\"a\": [1, -2.5e3, \"x\\u00e9\\\\\", {\"b\": null}], \"c\": true}".utf8)
    for count in 0..<text.count { #expect(refusal(Array(text.prefix(count))) != nil, "\(count) bytes") }
    #expect(refusal(text) == nil)
  }

  @Test("every single changed byte is survived")
  func mutation() {
    let text = Array("{\"a\": [1, \"\\ud83d\\ude00\", {\"b\": null}], \"c\": true}".utf8)
    for index in text.indices {
      for byte: UInt8 in [0, 0x22, 0x5c, 0x7b, 0x5d, 0x2c, 0x30, 0x80, 0xff] {
        var changed = text
        changed[index] = byte
        _ = refusal(changed)
      }
    }
  }

  @Test("the place of a value is found by its pointer, of a missing one by its nearest parent")
  func location() throws {
    let text = "{\n  \"a\": {\"b/c\": [1,\n    {\"~\": 2}]}\n}"
    let document = try JSONDocument.parse(Array(text.utf8))
    #expect(document.location(of: "") == (1, 1))
    #expect(document.location(of: "/a/b~1c/1/~0") == (3, 11))
    #expect(document.location(of: "/a/b~1c/0") == (2, 17))
    #expect(document.location(of: "/a/b~1c/9") == (2, 16))
    #expect(document.location(of: "/a/x/y") == (2, 8))
  }
}
