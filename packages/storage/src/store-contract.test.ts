import { testStores } from '../testing/open-test-stores.ts'
import { describeStoreContract } from '../testing/store-contract.ts'

for (const { name, open } of testStores) describeStoreContract(name, open)
