// SPDX-License-Identifier: Apache-2.0
internal import CYajl

/// The tape while yajl calls back.
///
/// Safe to use: its pointers into the text and to yajl live only while `build` runs.
@safe struct JSONBuilder {
  private let bytes: [UInt8]
  private let limits: JSONLimits
  private var nodes: [JSONDocument.Node] = []
  private var decoded: [UInt8] = []
  /// The containers that are open, by node index.
  private var open: [Int] = []
  /// Names of the object being closed, by node index; kept to be reused.
  private var names: [Int] = []
  /// Where the token before the current one ended.
  private var consumed: UInt32 = 0
  /// The text has been given to yajl whole: its offsets no longer count.
  private var finishing = false
  /// Why a callback stopped the parse, and the node it is about.
  private var stopped: (message: String, node: Int)?
  private var handle: yajl_handle?
  /// The bytes as yajl sees them, to tell its pointers into them from those into its own buffer.
  private var base: UnsafePointer<UInt8>?

  private init(_ bytes: [UInt8], _ limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
    // A usual configuration has about one token for eight bytes.
    nodes.reserveCapacity(bytes.count / 8 + 8)
  }

  /// Feeds the whole text to yajl.
  static func build(_ bytes: [UInt8], _ limits: JSONLimits) throws(JSONError) -> JSONDocument {
    var builder = JSONBuilder(bytes, limits)
    var syntax: JSONError?
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe builder.base = buffer.baseAddress
      unsafe withUnsafeMutablePointer(to: &builder) { context in
        // yajl keeps the address of its callbacks.
        unsafe withUnsafePointer(to: JSONBuilder.callbacks) { syntax = unsafe feed(buffer, $0, context) }
      }
    }
    if let syntax { throw syntax }
    if let stopped = builder.stopped { throw builder.unfinished().error(stopped.message, node: stopped.node) }
    return JSONDocument(bytes: bytes, decoded: builder.decoded, nodes: builder.nodes)
  }

  private static func feed(
    _ buffer: UnsafeBufferPointer<UInt8>, _ callbacks: UnsafePointer<yajl_callbacks>,
    _ builder: UnsafeMutablePointer<JSONBuilder>
  ) -> JSONError? {
    guard let handle = unsafe yajl_alloc(callbacks, nil, builder) else {
      return JSONError(message: "cannot allocate memory", line: 0, column: 0, pointer: "")
    }
    defer { unsafe yajl_free(handle) }
    unsafe builder.pointee.handle = handle
    var status = unsafe yajl_parse(handle, buffer.baseAddress, buffer.count)
    var offset = unsafe Int(yajl_get_bytes_consumed(handle))
    if status == yajl_status_ok {
      unsafe builder.pointee.finishing = true
      status = unsafe yajl_complete_parse(handle)
      offset = buffer.count
    }
    guard status == yajl_status_error else { return nil }
    guard let words = unsafe yajl_get_error(handle, 0, buffer.baseAddress, buffer.count) else { return nil }
    defer { unsafe yajl_free_error(handle, words) }
    return unsafe builder.pointee.syntaxError(JSONText.cause(ofYajl: words), at: offset)
  }

  /// yajl's complaint, placed: yajl tells how far it read, which is behind what it dislikes.
  private func syntaxError(_ message: String, at offset: Int) -> JSONError {
    let start = JSONDocument.tokenStart(in: bytes, from: Int(consumed))
    let place = JSONDocument.place(in: bytes, at: max(start, min(offset, bytes.count) - 1))
    let pointer = open.isEmpty ? "" : unfinished().pointer(toNode: nodes.count - 1)
    return JSONError(message: message, line: place.line, column: place.column, pointer: pointer)
  }

  /// What has been read so far with its open containers closed, to find pointers for errors.
  private func unfinished() -> JSONDocument {
    var closed = nodes
    for index in open { closed[index].extent = UInt32(closed.count) }
    return JSONDocument(bytes: bytes, decoded: decoded, nodes: closed)
  }

  private mutating func advance() {
    consumed = unsafe finishing ? UInt32(bytes.count) : UInt32(yajl_get_bytes_consumed(handle))
  }

  private mutating func stop(_ message: String, _ node: Int) -> Int32 {
    stopped = (message, node)
    return 0
  }
}

// What the callbacks do; 0 stops the parse.
extension JSONBuilder {
  private mutating func scalar(_ kind: JSONDocument.Node.Kind) -> Int32 {
    nodes.append(JSONDocument.Node(kind: kind, after: consumed))
    advance()
    return 1
  }

  private mutating func text(_ kind: JSONDocument.Node.Kind, _ start: UnsafePointer<UInt8>?, _ length: Int) -> Int32 {
    var node = JSONDocument.Node(kind: kind, after: consumed)
    node.extent = UInt32(length)
    advance()
    if let start = unsafe start, let base = unsafe base, unsafe start >= base, unsafe start <= base + bytes.count {
      node.start = unsafe UInt32(start - base)
      nodes.append(node)
      return 1
    }
    node.isDecoded = true
    node.start = UInt32(decoded.count)
    unsafe decoded.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
    nodes.append(node)
    if kind == .number { return 1 }
    if decoded[Int(node.start)...].contains(0) {
      return stop("a NUL in a string, which no path, name or argument can hold", nodes.count - 1)
    }
    let token = JSONDocument.tokenStart(in: bytes, from: Int(node.after))
    if token < Int(consumed), JSONText.hasLoneSurrogate(bytes[token..<Int(consumed)]) {
      return stop("half of a surrogate pair in a string, which is no character", nodes.count - 1)
    }
    return 1
  }

  private mutating func begin(_ kind: JSONDocument.Node.Kind) -> Int32 {
    let index = nodes.count
    nodes.append(JSONDocument.Node(kind: kind, after: consumed))
    advance()
    open.append(index)
    return open.count <= limits.depth
      ? 1 : stop("arrays and objects inside one another deeper than \(limits.depth)", index)
  }

  private mutating func end() -> Int32 {
    advance()
    guard let index = open.popLast() else { return 1 }
    nodes[index].extent = UInt32(nodes.count)
    guard nodes[index].kind == .object, let name = repeatedName(of: index) else { return 1 }
    return stop("this name stands twice in its object", name)
  }

  /// The second of two equal names of a finished object.
  private mutating func repeatedName(of object: Int) -> Int? {
    names.removeAll(keepingCapacity: true)
    var index = object + 1
    while index < nodes.count {
      names.append(index)
      index = JSONDocument.following(index + 1, nodes)
    }
    // Comparing each with each is quickest for few names, and would let a large object cost hours.
    guard names.count > 16 else {
      for (position, second) in names.enumerated() {
        for first in names[..<position] where order(first, second) == 0 { return second }
      }
      return nil
    }
    let sorted = names.sorted { order($0, $1) < 0 }
    for (first, second) in zip(sorted, sorted.dropFirst()) where order(first, second) == 0 { return max(first, second) }
    return nil
  }

  /// Compares two names: by length, then by bytes.
  private func order(_ first: Int, _ second: Int) -> Int {
    let (a, b) = (nodes[first], nodes[second])
    guard a.extent == b.extent else { return Int(a.extent) - Int(b.extent) }
    for offset in 0..<Int(a.extent) {
      let x = a.isDecoded ? decoded[Int(a.start) + offset] : bytes[Int(a.start) + offset]
      let y = b.isDecoded ? decoded[Int(b.start) + offset] : bytes[Int(b.start) + offset]
      if x != y { return Int(x) - Int(y) }
    }
    return 0
  }

  /// The builder a callback was given as its context.
  private static func at(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<JSONBuilder>? {
    unsafe context?.assumingMemoryBound(to: JSONBuilder.self)
  }

  private static var callbacks: yajl_callbacks {
    unsafe yajl_callbacks(
      yajl_null: { unsafe JSONBuilder.at($0)?.pointee.scalar(.null) ?? 0 },
      yajl_boolean: { unsafe JSONBuilder.at($0)?.pointee.scalar($1 != 0 ? .yes : .no) ?? 0 },
      yajl_integer: nil, yajl_double: nil,
      yajl_number: {
        let start = unsafe UnsafeRawPointer($1)?.assumingMemoryBound(to: UInt8.self)
        return unsafe JSONBuilder.at($0)?.pointee.text(.number, start, $2) ?? 0
      },
      yajl_string: { unsafe JSONBuilder.at($0)?.pointee.text(.string, $1, $2) ?? 0 },
      yajl_start_map: { unsafe JSONBuilder.at($0)?.pointee.begin(.object) ?? 0 },
      yajl_map_key: { unsafe JSONBuilder.at($0)?.pointee.text(.name, $1, $2) ?? 0 },
      yajl_end_map: { unsafe JSONBuilder.at($0)?.pointee.end() ?? 0 },
      yajl_start_array: { unsafe JSONBuilder.at($0)?.pointee.begin(.array) ?? 0 },
      yajl_end_array: { unsafe JSONBuilder.at($0)?.pointee.end() ?? 0 })
  }
}
