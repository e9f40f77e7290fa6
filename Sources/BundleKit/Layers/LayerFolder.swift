// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// A layer of the store, unpacked: `layers/<key>/diff` and, beside it, `layer.json`.
package struct LayerFolder: Equatable, Sendable {
  /// diffID's digits; `c-` and those of the chain where something was taken from lower layers; before them what
  /// `Ownership` says.
  package let key: String
  /// `layers/<key>`, absolute.
  package let path: String
  package let diffID: Digest
  /// Logical bytes of its files.
  package let size: Int64
  /// It has an opaque root: nothing below it is seen.
  package let hidesLower: Bool
  /// Directories no entry of the archive was for, as bytes.
  let implicit: [[UInt8]]
  /// Directories with whiteouts in them, and opaque ones without an entry.
  let markedFolders: [[UInt8]]

  /// The folder that overlay takes.
  package var diff: String { path + "/diff" }

  /// The folders for overlay, the uppermost first, of layers in the image's order, the lowest first.
  ///
  /// A layer that is in the image twice counts at its upper place, where it hides the lower one: overlay answers ELOOP to
  /// a folder given twice, and every step that changes nothing has the same layer.
  package static func lowerFolders(_ layers: [LayerFolder]) -> [String] { shown(layers).map(\.diff) }

  /// The layers of which something can be seen, the uppermost first.
  static func shown(_ layers: [LayerFolder]) -> [LayerFolder] {
    var shown: [LayerFolder] = []
    for layer in layers.reversed() {
      if !shown.contains(where: { $0.diff == layer.diff }) { shown.append(layer) }
      if layer.hidesLower { break }
    }
    return shown
  }

  /// The keys that a layer may have, whoever unpacked it.
  static func keys(diffID: Digest, chainID: Digest) -> [String] {
    Ownership.allCases.flatMap { [key(diffID, $0), key(chain: chainID, $0)] }
  }

  /// The key of a layer that is the same on whatever it lies.
  static func key(_ diffID: Digest, _ ownership: Ownership) -> String { ownership.keyPrefix + diffID.hex }

  /// The key of one that took something from those below it.
  static func key(chain: Digest, _ ownership: Ownership) -> String { ownership.keyPrefix + "c-" + chain.hex }

  static func make(_ contents: LayerContents, key: String, path: String, diffID: Digest) -> LayerFolder {
    LayerFolder(
      key: key, path: path, diffID: diffID, size: contents.bytes, hidesLower: contents.hidesLower,
      implicit: contents.implicit, markedFolders: contents.markedFolders)
  }

  // MARK: layer.json

  /// Reads `layers/<key>/layer.json`; nil when there is no such layer.
  static func read(key: String, in store: Store) throws(Failure) -> LayerFolder? {
    let path = store.layersFolder + "/" + key
    let bytes: [UInt8]
    do {
      bytes = try Files.read(path + "/layer.json", limit: 64 << 20)
    } catch  where error.errno == .ENOENT {
      return nil
    } catch {
      throw Failure(error, .store)
    }
    let record: LayerRecord = try decode(bytes, as: path + "/layer.json")
    return LayerFolder(
      key: key, path: path, diffID: record.diffID, size: record.size, hidesLower: record.hidesLower,
      implicit: record.implicit, markedFolders: record.markedFolders)
  }

  var record: [UInt8] {
    var json = JSONWriter(.compact)
    json.beginObject()
    json.member("diffID", diffID.text)
    json.member("size", size)
    json.member("hidesLower", hidesLower)
    json.member("implicitDirectories", implicit.map(LayerRecord.escaped))
    json.member("whiteoutDirectories", markedFolders.map(LayerRecord.escaped))
    json.endObject()
    return json.bytes
  }
}

/// layer.json as it is read.
struct LayerRecord: JSONObject {
  var diffID: Digest
  var size: Int64 = 0
  var hidesLower = false
  var implicit: [[UInt8]] = []
  var markedFolders: [[UInt8]] = []

  init(_ json: inout JSONReader) throws(JSONError) {
    var diffID: Digest?
    let start = json
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "diffID": diffID = try json.digest()
      case "size": size = try json.int64() ?? 0
      case "hidesLower": hidesLower = try json.bool() ?? false
      case "implicitDirectories": implicit = (try json.strings() ?? []).map(LayerRecord.unescaped)
      case "whiteoutDirectories": markedFolders = (try json.strings() ?? []).map(LayerRecord.unescaped)
      default: json.skip()
      }
    }
    guard let diffID else { throw start.error("a layer's record without its diffID") }
    self.diffID = diffID
  }

  /// Paths are bytes: what is no printable ASCII becomes `%XX`.
  static func escaped(_ path: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in path {
      if byte > 0x20, byte < 0x7f, byte != UInt8(ascii: "%") {
        text.append(byte)
      } else {
        text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func unescaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
