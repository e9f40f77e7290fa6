// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
package import OCI

/// What the result of a step depends on, as a text; its digest is the step's name in the cache.
///
/// Parents are named by what they contain, so a step whose parent was made anew with the same content is found again.
package struct CacheKey: Sendable {
  private var members: [(String, JSONValue)]

  /// `parents`: digests of the uncompressed layers below; nil for what does not depend on them (`COPY --link`).
  package init(parents: [Digest]?, platform: Platform, epoch: Int64?) {
    members = [("version", .integer(2)), ("platform", .string(platform.text))]
    if let parents { members.append(("parents", .strings(parents.map(\.text)))) }
    if let epoch { members.append(("epoch", .integer(epoch))) }
  }

  package var bytes: [UInt8] { Array(JSONValue.object(members).compact.utf8) }

  /// Something else it depends on.
  package mutating func add(_ name: String, _ value: String) { members.append((name, .string(value))) }

  package mutating func add(_ name: String, _ values: [String]) { members.append((name, .strings(values))) }

  /// A directory that is made.
  package mutating func add(directory: String, user: String) {
    add("makeDirectory", directory)
    add("user", user)
  }

  /// A COPY or ADD; what its sources hold is added by whoever looked.
  package mutating func add(_ request: CopyRequest) {
    add(
      "copy",
      request.sources.map { source in
        switch source {
        case .path(let path): "path:" + path
        case .inline(let name, let content): "inline:" + name + ":" + String(decoding: content, as: UTF8.self)
        case .url(let address): "url:" + address
        case .git(let address): "git:" + address
        }
      })
    add("destination", request.destination)
    add("owner", request.owner)
    add("mode", request.mode)
    add("ownership", request.ownership == .root ? "root" : "kept")
    add("excludes", request.excludes)
    let flags = [
      (request.keepsParents, "parents"), (request.isLinked, "link"), (request.keepsGitDirectory, "git"),
      (request.unpacks == nil, "unpack-local"), (request.unpacks == true, "unpack"),
    ]
    add("flags", flags.filter(\.0).map(\.1))
    add("checksum", request.checksum)
  }

  /// A RUN without its proxies; the content of bind mounts is added by whoever looked.
  package mutating func add(_ run: PlannedRun) {
    add("run", run.arguments)
    if let script = run.script { add("script", String(decoding: script.content, as: UTF8.self)) }
    add("environment", run.environment)
    add("user", run.user)
    add("directory", run.directory)
    add("network", run.network.rawValue)
    add("security", run.security.rawValue)
    members.append(("mounts", .array(run.mounts.map(CacheKey.describe))))
  }

  private static func describe(_ planned: PlannedMount) -> JSONValue {
    let mount = planned.mount
    var members: [(String, JSONValue)] = [
      ("kind", .string(mount.kind.rawValue)), ("target", .string(planned.target)), ("source", .string(mount.source)),
      ("id", .string(mount.id)), ("readOnly", .bool(mount.isReadOnly)), ("sharing", .string(mount.sharing.rawValue)),
      ("mode", .string(mount.mode.map { String($0, radix: 8) } ?? "")),
      ("owner", .string("\(mount.uid.map(String.init) ?? ""):\(mount.gid.map(String.init) ?? "")")),
      ("size", .integer(mount.size)), ("variable", .string(mount.variable ?? "")),
    ]
    // Keys of mounts without it are as they were.
    if mount.copiesUp { members.append(("copiesUp", .bool(true))) }
    return .object(members)
  }
}
