;; Takes memory until there is none, 4 MiB at a time, then never ends.
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (loop $again
      (drop (memory.grow (i32.const 64)))
      (br $again))))
