# completions of gradtop for fish; installation: gradtop completion fish > ~/.config/fish/completions/gradtop.fish
function __gradtop_complete
    gradtop --get-yargs-completions (commandline -opc) (commandline -ct)
end
complete -c gradtop -a '(__gradtop_complete)'
