// SPDX-License-Identifier: Apache-2.0

/// One message is one packet of the SOCK_SEQPACKET pair: a tag, then its values.
extension FromInit {
  private enum Tag: UInt8 {
    case runtimeHooks = 1
    case seccompListener, ready, failed, warning, debug, treeToMap
  }

  /// The largest packet either side sends or reads, in bytes; longer texts are cut by `encode`.
  package static let maximumSize = 8192

  package func encode() -> [UInt8] {
    var out = WireWriter()
    switch self {
    case .runtimeHooks: out.u8(Tag.runtimeHooks.rawValue)
    case .treeToMap(let descriptor, let map):
      out.u8(Tag.treeToMap.rawValue)
      out.i32(descriptor)
      out.u32(UInt32(truncatingIfNeeded: map))
    case .seccompListener(let descriptor):
      out.u8(Tag.seccompListener.rawValue)
      out.i32(descriptor)
    case .ready: out.u8(Tag.ready.rawValue)
    case .failed(let failure):
      out.u8(Tag.failed.rawValue)
      out.string(failure.code.rawValue)
      out.cut(failure.message, to: 4096)
      out.bool(failure.hint != nil)
      if let hint = failure.hint { out.cut(hint, to: 1024) }
      // Four sentences of clean-up are more than an init stage has.
      let cleanup = failure.cleanup.prefix(4)
      out.count(cleanup.count)
      for sentence in cleanup { out.cut(sentence, to: 512) }
    case .warning(let text):
      out.u8(Tag.warning.rawValue)
      out.cut(text, to: 4096)
    case .debug(let text):
      out.u8(Tag.debug.rawValue)
      out.cut(text, to: 4096)
    }
    return out.bytes
  }

  package static func decode(_ bytes: [UInt8]) throws(WireError) -> FromInit {
    var source = WireReader(bytes)
    let number = try source.u8()
    guard let tag = Tag(rawValue: number) else { throw .unknownKind(offset: 0, UInt64(number)) }
    let message: FromInit
    switch tag {
    case .runtimeHooks: message = .runtimeHooks
    case .treeToMap:
      let descriptor = try source.i32()
      message = .treeToMap(descriptor, map: Int(try source.u32()))
    case .seccompListener: message = .seccompListener(try source.i32())
    case .ready: message = .ready
    case .failed:
      let offset = source.offset
      let name = try source.string()
      guard let code = FailureCode(rawValue: name) else { throw .unknownKind(offset: offset, 0) }
      var failure = Failure(code, try source.string(), hint: try source.optionalString())
      failure.cleanup = try source.strings()
      message = .failed(failure)
    case .warning: message = .warning(try source.string())
    case .debug: message = .debug(try source.string())
    }
    try source.end()
    return message
  }
}

extension ToInit {
  private enum Tag: UInt8 {
    case begin = 1
    case proceed, start
  }

  package func encode() -> [UInt8] {
    switch self {
    case .begin: return [Tag.begin.rawValue]
    case .proceed: return [Tag.proceed.rawValue]
    case .start: return [Tag.start.rawValue]
    }
  }

  package static func decode(_ bytes: [UInt8]) throws(WireError) -> ToInit {
    var source = WireReader(bytes)
    let number = try source.u8()
    guard let tag = Tag(rawValue: number) else { throw .unknownKind(offset: 0, UInt64(number)) }
    try source.end()
    switch tag {
    case .begin: return .begin
    case .proceed: return .proceed
    case .start: return .start
    }
  }
}

extension WireWriter {
  /// Writes at most `limit` bytes of a text, so that a message stays one packet.
  fileprivate mutating func cut(_ text: String, to limit: Int) {
    let utf8 = text.utf8
    guard utf8.count > limit else { return string(text) }
    string(String(decoding: utf8.prefix(limit), as: UTF8.self))
  }
}
