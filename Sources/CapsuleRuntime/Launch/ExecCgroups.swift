// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// `exec --cgroup [CONTROLLER[,CONTROLLER]:]PATH`: cgroups below the container's that a further process goes into.
enum ExecCgroups {
  /// The container's directories with those paths appended.
  static func directories(_ directories: [CgroupDirectory], _ requests: [String]) throws(Failure) -> [CgroupDirectory] {
    var changed = directories
    for request in requests {
      let (controllers, path) = split(request)
      if LexicalPath.hasComponent("..", in: path) {
        throw Failure(.usage, "bad sub cgroup path: \(request)", hint: "it has to stay below the container's cgroup")
      }
      if controllers.isEmpty {
        for index in changed.indices { changed[index].path = below(directories[index].path, path) }
        continue
      }
      for controller in controllers {
        guard let index = directories.firstIndex(where: { $0.isOf(controller) }) else {
          throw Failure(.usage, "unknown controller \(controller) in --cgroup \(request)")
        }
        changed[index].path = below(directories[index].path, path)
      }
    }
    return changed
  }

  private static func split(_ request: String) -> (controllers: [String], path: String) {
    guard let colon = request.utf8.firstIndex(of: UInt8(ascii: ":")) else { return ([], request) }
    var controllers: [String] = []
    for name in request.utf8[..<colon].split(separator: UInt8(ascii: ",")) {
      controllers.append(String(decoding: name, as: UTF8.self))
    }
    return (controllers, String(request[request.utf8.index(after: colon)...]))
  }

  private static func below(_ directory: String, _ path: String) -> String {
    LexicalPath.cleaned(directory + "/" + path)
  }
}
