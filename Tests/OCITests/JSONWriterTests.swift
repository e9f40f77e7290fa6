// SPDX-License-Identifier: Apache-2.0
import OCI
import Testing

@Suite struct JSONWriterTests {
  private func sample(_ layout: JSONWriter.Layout) -> String {
    var json = JSONWriter(layout)
    json.beginObject()
    json.member("s", "a\"\\\n\u{1}é")
    json.member("n", -5)
    json.member("u", UInt64.max)
    json.member("least", Int64.min)
    json.member("yes", true)
    json.member("list", ["x", "y"])
    json.member("none", [String]())
    json.member("map", [KeyValue(key: "k", value: "v")])
    json.name("nothing")
    json.null()
    json.name("deep")
    json.beginArray()
    json.beginObject()
    json.endObject()
    json.beginArray()
    json.integer(0)
    json.endArray()
    json.endArray()
    json.endObject()
    return json.string
  }

  @Test("compact text has no white space")
  func compact() {
    #expect(
      sample(.compact)
        == #"{"s":"a\"\\\n\u0001é","n":-5,"u":18446744073709551615,"least":-9223372036854775808,"yes":true,"#
        + #""list":["x","y"],"none":[],"map":{"k":"v"},"nothing":null,"deep":[{},[0]]}"#)
  }

  @Test("indented text has Go's layout")
  func indented() {
    #expect(
      sample(.indented("  ")) == #"""
        {
          "s": "a\"\\\n\u0001é",
          "n": -5,
          "u": 18446744073709551615,
          "least": -9223372036854775808,
          "yes": true,
          "list": [
            "x",
            "y"
          ],
          "none": [],
          "map": {
            "k": "v"
          },
          "nothing": null,
          "deep": [
            {},
            [
              0
            ]
          ]
        }
        """#)
  }

  @Test("what is written can be read")
  func roundTrip() throws {
    var json = JSONWriter(.compact)
    let text = String(String.UnicodeScalarView((1..<0x250).compactMap(Unicode.Scalar.init)))
    json.beginObject()
    json.member(text, text)
    json.endObject()
    var reader = JSONReader(try JSONDocument.parse(json.bytes))
    let map = try reader.map()
    #expect(map == [KeyValue(key: text, value: text)])
  }
}
