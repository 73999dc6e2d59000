import type { Config } from './config.ts';
import type { ContractContext } from './wire/context.ts';
import type { Contract, ContractModule } from './wire/contract.ts';

/** How contracts are loaded, by name. */
export type ContractLoaders = Readonly<Record<string, () => Promise<ContractModule>>>;

/** What each contract hands out, by name. @throws for a port that is given to a contract which does not exist. */
export async function loadContracts(
  loaders: ContractLoaders,
  { contractPorts }: Pick<Config, 'contractPorts'>,
): Promise<ReadonlyMap<string, ContractModule>> {
  const unknown = Object.keys(contractPorts).find((name) => loaders[name] === undefined);
  if (unknown !== undefined)
    throw new Error(
      `CONTRACT_PORTS names ${unknown}, which is no contract: there are ${Object.keys(loaders).join(', ')}.`,
    );
  const loading = Object.entries(loaders).map(
    async ([name, load]): Promise<[string, ContractModule]> => [name, await load()],
  );
  return new Map(await Promise.all(loading));
}

/** All contracts, ready to be served, by name. */
export function openContracts(
  modules: ReadonlyMap<string, ContractModule>,
  context: ContractContext,
): ReadonlyMap<string, Contract> {
  return new Map([...modules].map(([name, { create }]) => [name, create(context)]));
}
