// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite("Layers, hostile and odd")
struct LayerTests {
  @Test("Whiteouts and opaque folders", .needs(.root), arguments: LayerCase.whiteouts)
  func whiteouts(layer: LayerCase) throws { try layer.check() }

  @Test("Hard links", .needs(.root), arguments: LayerCase.links)
  func links(layer: LayerCase) throws { try layer.check() }

  @Test("Ways out of the root", .needs(.root), arguments: LayerCase.escapes)
  func escapes(layer: LayerCase) throws { try layer.check() }

  @Test("Entries of all types and forms", .needs(.root), arguments: LayerCase.entries)
  func entries(layer: LayerCase) throws { try layer.check() }

  @Test("Extended attributes and headers", .needs(.root), arguments: LayerCase.attributes)
  func attributes(layer: LayerCase) throws { try layer.check() }

  @Test("Every behaviour of conformance/bundle/layers.sh holds", .needs(.root, .builtProducts))
  func script() throws { try ConformanceScript.expect("bundle/layers.sh") }
}
